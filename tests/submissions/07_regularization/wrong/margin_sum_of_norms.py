# loses: test_normalized_margin
# because: the square of the sum of the norms

# %% normalized_margin
import numpy as np


def normalized_margin(weights, X, y):
    W, v = weights
    f = np.maximum(X @ W.T, 0) @ v
    return np.min(y * f) / (np.linalg.norm(W) + np.linalg.norm(v)) ** 2
