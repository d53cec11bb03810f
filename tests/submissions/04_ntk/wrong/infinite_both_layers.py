# loses: test_ntk_gram_infinite
# because: both layers trained

# %% ntk_gram_infinite
import numpy as np


def ntk_gram_infinite(X):
    z = np.clip(X @ X.T, -1, 1)
    np.fill_diagonal(z, 1)
    angle = np.arccos(z)
    return (2 * z * (np.pi - angle) + np.sin(angle)) / (2 * np.pi)
