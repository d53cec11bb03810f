# loses: test_normalized_margin
# because: never below zero

# %% normalized_margin
import numpy as np


def normalized_margin(weights, X, y):
    W, v = weights
    f = np.maximum(X @ W.T, 0) @ v
    return max(np.min(y * f), 0.0) / (np.sum(W**2) + np.sum(v**2))
