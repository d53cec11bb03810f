# loses: test_ntk_gram
# because: the matrix takes over the integers of X

# %% ntk_gram
import numpy as np


def ntk_gram(W, X):
    H = np.zeros((len(X), len(X)), dtype=X.dtype)
    for w in W:
        gradient = X * (X @ w > 0)[:, None]
        H += gradient @ gradient.T
    return H // len(W) if H.dtype.kind == "i" else H / len(W)
