# loses: test_ntk_gram_infinite
# because: clipped so far inside that equal points have another value

# %% ntk_gram_infinite
import numpy as np


def ntk_gram_infinite(X):
    z = np.clip(X @ X.T, -1 + 1e-9, 1 - 1e-9)
    H = z * (np.pi - np.arccos(z)) / (2 * np.pi)
    np.fill_diagonal(H, 0.5)
    return H
