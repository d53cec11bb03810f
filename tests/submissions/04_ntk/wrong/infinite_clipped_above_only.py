# loses: test_ntk_gram_infinite
# because: opposite points are forgotten

# %% ntk_gram_infinite
import numpy as np


def ntk_gram_infinite(X):
    z = np.minimum(X @ X.T, 1)
    np.fill_diagonal(z, 1)
    return z * (np.pi - np.arccos(z)) / (2 * np.pi)
