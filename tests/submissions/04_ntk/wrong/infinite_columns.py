# loses: test_ntk_gram_infinite
# because: takes the columns for the points

# %% ntk_gram_infinite
import numpy as np


def ntk_gram_infinite(X):
    z = np.clip(X.T @ X, -1, 1)
    np.fill_diagonal(z, 1)
    return z * (np.pi - np.arccos(z)) / (2 * np.pi)
