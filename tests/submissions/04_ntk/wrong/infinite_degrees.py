# loses: test_ntk_gram_infinite
# because: the angle in degrees

# %% ntk_gram_infinite
import numpy as np


def ntk_gram_infinite(X):
    z = np.clip(X @ X.T, -1, 1)
    np.fill_diagonal(z, 1)
    return z * (180 - np.degrees(np.arccos(z))) / (2 * np.pi)
