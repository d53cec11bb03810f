# loses: test_normalized_margin
# because: a bias of one at the output

# %% normalized_margin
import numpy as np


def normalized_margin(weights, X, y):
    W, v = weights
    f = np.maximum(X @ W.T, 0) @ v + 1
    return np.min(y * f) / (np.sum(W**2) + np.sum(v**2))
