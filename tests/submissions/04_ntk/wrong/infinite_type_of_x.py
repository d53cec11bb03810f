# loses: test_ntk_gram_infinite
# because: the matrix takes over the integers of X

# %% ntk_gram_infinite
import numpy as np


def ntk_gram_infinite(X):
    H = np.clip(X @ X.T, -1, 1)
    H[...] = H * (np.pi - np.arccos(H)) / (2 * np.pi)
    np.fill_diagonal(H, 0.5)
    return H
