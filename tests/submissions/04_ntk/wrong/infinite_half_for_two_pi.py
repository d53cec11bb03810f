# loses: test_ntk_gram_infinite
# because: 1/2 for 1/(2 pi)

# %% ntk_gram_infinite
import numpy as np


def ntk_gram_infinite(X):
    z = np.clip(X @ X.T, -1, 1)
    return z * (np.pi - np.arccos(z)) / 2
