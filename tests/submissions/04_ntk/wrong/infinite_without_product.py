# loses: test_ntk_gram_infinite
# because: x_i x_j left out

# %% ntk_gram_infinite
import numpy as np


def ntk_gram_infinite(X):
    z = np.clip(X @ X.T, -1, 1)
    np.fill_diagonal(z, 1)
    return (np.pi - np.arccos(z)) / (2 * np.pi)
