# loses: test_ntk_gram_infinite
# because: the absolute value of the product

# %% ntk_gram_infinite
import numpy as np


def ntk_gram_infinite(X):
    z = np.clip(np.abs(X @ X.T), 0, 1)
    np.fill_diagonal(z, 1)
    return z * (np.pi - np.arccos(z)) / (2 * np.pi)
