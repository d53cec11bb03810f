# loses: test_ntk_gram_infinite
# because: what is no number becomes zero

# %% ntk_gram_infinite
import numpy as np


def ntk_gram_infinite(X):
    z = X @ X.T
    return np.nan_to_num(z * (np.pi - np.arccos(z)) / (2 * np.pi))
