# loses: test_ntk_gram
# because: the infinitely wide matrix for every W

# %% ntk_gram
import numpy as np


def ntk_gram(W, X):
    z = np.clip(X @ X.T, -1, 1)
    return z * (np.pi - np.arccos(z)) / (2 * np.pi)
