# loses: test_linearization_bound
# because: the norm of x is not squared

# %% linearization_bound
import numpy as np


def linearization_bound(W, W0, x, beta):
    return beta / (2 * np.sqrt(len(W))) * np.sum((W - W0) ** 2) * np.linalg.norm(x)
