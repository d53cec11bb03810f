# loses: test_linearization_bound
# because: sqrt(2 m) for 2 sqrt(m)

# %% linearization_bound
import numpy as np


def linearization_bound(W, W0, x, beta):
    return beta / np.sqrt(2 * len(W)) * np.sum((W - W0) ** 2) * (x @ x)
