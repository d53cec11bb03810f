# loses: test_linearization_bound
# because: nothing about m

# %% linearization_bound
import numpy as np


def linearization_bound(W, W0, x, beta):
    return beta / 2 * np.sum((W - W0) ** 2) * (x @ x)
