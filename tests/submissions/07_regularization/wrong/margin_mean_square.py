# loses: test_normalized_margin
# because: the mean of the squares of the weights

# %% normalized_margin
import numpy as np


def normalized_margin(weights, X, y):
    W, v = weights
    f = np.maximum(X @ W.T, 0) @ v
    return np.min(y * f) / np.mean(np.append(W, v) ** 2)
