# loses: test_linearization_bound
# because: the half is missing

# %% linearization_bound
import numpy as np


def linearization_bound(W, W0, x, beta):
    return beta / np.sqrt(len(W)) * np.sum((W - W0) ** 2) * (x @ x)
