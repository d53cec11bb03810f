# loses: test_normalized_margin
# because: a network that is dead on the data is refused

# %% normalized_margin
import numpy as np


def normalized_margin(weights, X, y):
    W, v = weights
    f = np.maximum(X @ W.T, 0) @ v
    if not np.any(f):
        raise ValueError("the network is dead")
    return np.min(y * f) / (np.sum(W**2) + np.sum(v**2))
