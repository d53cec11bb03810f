# loses: test_ntk_gram_infinite
# because: the arc-cosine kernel of the hidden layer

# %% ntk_gram_infinite
import numpy as np


def ntk_gram_infinite(X):
    z = np.clip(X @ X.T, -1, 1)
    np.fill_diagonal(z, 1)
    angle = np.arccos(z)
    return (np.sin(angle) + z * (np.pi - angle)) / (2 * np.pi)
