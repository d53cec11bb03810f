# loses: test_normalized_margin
# because: the operator norm of the first layer

# %% normalized_margin
import numpy as np


def normalized_margin(weights, X, y):
    W, v = weights
    f = np.maximum(X @ W.T, 0) @ v
    return np.min(y * f) / (np.linalg.norm(W, 2) ** 2 + np.sum(v**2))
