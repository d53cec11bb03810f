# loses: test_normalized_margin
# because: divided by the length of the point, too

# %% normalized_margin
import numpy as np


def normalized_margin(weights, X, y):
    W, v = weights
    f = np.maximum(X @ W.T, 0) @ v
    return np.min(y * f / np.linalg.norm(X, axis=1)) / (np.sum(W**2) + np.sum(v**2))
