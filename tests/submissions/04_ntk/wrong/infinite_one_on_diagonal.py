# loses: test_ntk_gram_infinite
# because: the diagonal 1

# %% ntk_gram_infinite
import numpy as np


def ntk_gram_infinite(X):
    z = np.clip(X @ X.T, -1, 1)
    H = z * (np.pi - np.arccos(z)) / (2 * np.pi)
    np.fill_diagonal(H, 1)
    return H
