# loses: test_ntk_gram_infinite
# because: the diagonal as the formula gives it, off by 3e-9

# %% ntk_gram_infinite
import numpy as np


def ntk_gram_infinite(X):
    z = np.clip(X @ X.T, -1, 1)
    return z * (np.pi - np.arccos(z)) / (2 * np.pi)
