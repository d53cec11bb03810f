# loses: test_normalized_margin
# because: no ReLU

# %% normalized_margin
import numpy as np


def normalized_margin(weights, X, y):
    W, v = weights
    f = X @ W.T @ v
    return np.min(y * f) / (np.sum(W**2) + np.sum(v**2))
