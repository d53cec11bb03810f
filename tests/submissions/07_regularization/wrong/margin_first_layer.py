# loses: test_normalized_margin
# because: the norm of the first layer only

# %% normalized_margin
import numpy as np


def normalized_margin(weights, X, y):
    W, v = weights
    f = np.maximum(X @ W.T, 0) @ v
    return np.min(y * f) / max(np.sum(W**2), 1e-300)
