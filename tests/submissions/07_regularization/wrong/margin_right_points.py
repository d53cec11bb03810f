# loses: test_normalized_margin
# because: only the points that are classified correctly

# %% normalized_margin
import numpy as np


def normalized_margin(weights, X, y):
    W, v = weights
    f = np.maximum(X @ W.T, 0) @ v
    m = y * f
    m = m[m > 0] if np.any(m > 0) else m
    return np.min(m) / (np.sum(W**2) + np.sum(v**2))
