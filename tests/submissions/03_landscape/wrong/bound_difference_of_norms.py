# loses: test_linearization_bound
# because: the difference of the norms

# %% linearization_bound
import numpy as np


def linearization_bound(W, W0, x, beta):
    return beta / (2 * np.sqrt(len(W))) * (np.linalg.norm(W) - np.linalg.norm(W0)) ** 2 * (x @ x)
