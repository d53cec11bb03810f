# loses: test_ntk_gram_infinite
# because: the arccos of products that rounding made larger than 1

# %% ntk_gram_infinite
import numpy as np


def ntk_gram_infinite(X):
    z = X @ X.T
    return z * (np.pi - np.arccos(z)) / (2 * np.pi)
