# loses: test_robust_network
# because: rows of length 1

# %% robust_network
import numpy as np


def robust_network(X, y, c):
    m = len(X)
    a = y.astype(float)
    W = X / np.linalg.norm(X, axis=1, keepdims=True)
    b = np.full(m, -(1 + c) / (1 - c))
    return a, W, b
