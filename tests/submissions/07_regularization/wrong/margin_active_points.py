# loses: test_normalized_margin
# because: points at which all units are off do not count

# %% normalized_margin
import numpy as np


def normalized_margin(weights, X, y):
    W, v = weights
    f = np.maximum(X @ W.T, 0) @ v
    m = (y * f)[f != 0]
    return np.min(m) / (np.sum(W**2) + np.sum(v**2))
