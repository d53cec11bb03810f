# loses: test_normalized_margin
# because: the norm in place of its square

# %% normalized_margin
import numpy as np


def normalized_margin(weights, X, y):
    W, v = weights
    f = np.maximum(X @ W.T, 0) @ v
    return np.min(y * f) / np.sqrt(np.sum(W**2) + np.sum(v**2))
