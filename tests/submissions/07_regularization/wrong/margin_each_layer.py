# loses: test_normalized_margin
# because: each layer divided by its own norm

# %% normalized_margin
import numpy as np


def normalized_margin(weights, X, y):
    W, v = weights
    W, v = W / max(np.linalg.norm(W), 1e-300), v / max(np.linalg.norm(v), 1e-300)
    return np.min(y * (np.maximum(X @ W.T, 0) @ v))
