# loses: test_normalized_margin
# because: ReLU on the weights

# %% normalized_margin
import numpy as np


def normalized_margin(weights, X, y):
    W, v = weights
    f = X @ np.maximum(W, 0).T @ v
    return np.min(y * f) / (np.sum(W**2) + np.sum(v**2))
