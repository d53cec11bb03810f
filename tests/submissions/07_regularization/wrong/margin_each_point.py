# loses: test_normalized_margin
# because: one margin for each point

# %% normalized_margin
import numpy as np


def normalized_margin(weights, X, y):
    W, v = weights
    f = np.maximum(X @ W.T, 0) @ v
    return y * f / (np.sum(W**2) + np.sum(v**2))
