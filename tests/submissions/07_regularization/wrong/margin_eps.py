# loses: test_normalized_margin
# because: a small number is added below the line

# %% normalized_margin
import numpy as np


def normalized_margin(weights, X, y):
    W, v = weights
    f = np.maximum(X @ W.T, 0) @ v
    return np.min(y * f) / (np.sum(W**2) + np.sum(v**2) + 1e-8)
