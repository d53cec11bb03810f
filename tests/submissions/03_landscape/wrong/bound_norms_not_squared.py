# loses: test_linearization_bound
# because: neither norm is squared

# %% linearization_bound
import numpy as np


def linearization_bound(W, W0, x, beta):
    return beta / (2 * np.sqrt(len(W))) * np.linalg.norm(W - W0) * np.linalg.norm(x)
