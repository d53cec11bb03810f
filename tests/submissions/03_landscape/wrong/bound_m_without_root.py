# loses: test_linearization_bound
# because: m for sqrt(m)

# %% linearization_bound
import numpy as np


def linearization_bound(W, W0, x, beta):
    return beta / (2 * len(W)) * np.sum((W - W0) ** 2) * (x @ x)
