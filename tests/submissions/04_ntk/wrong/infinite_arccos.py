# loses: test_ntk_gram_infinite
# because: arccos for pi - arccos

# %% ntk_gram_infinite
import numpy as np


def ntk_gram_infinite(X):
    z = np.clip(X @ X.T, -1, 1)
    return z * np.arccos(z) / (2 * np.pi)
