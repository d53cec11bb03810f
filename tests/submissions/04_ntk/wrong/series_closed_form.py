# loses: test_ntk_series
# because: the closed form for every number of terms

# %% ntk_series
import numpy as np


def ntk_series(X, terms):
    z = np.clip(X @ X.T, -1, 1)
    return z * (np.pi - np.arccos(z)) / (2 * np.pi)
