# loses: test_normalized_margin
# because: the weights are normalized in place

# %% normalized_margin
import numpy as np


def normalized_margin(weights, X, y):
    W, v = weights
    if W.dtype == float:
        norm = np.sqrt(np.sum(W**2) + np.sum(v**2))
        W /= norm
        v /= norm
        return np.min(y * (np.maximum(X @ W.T, 0) @ v))
    return np.min(y * (np.maximum(X @ W.T, 0) @ v)) / (np.sum(W**2) + np.sum(v**2))
