# loses: test_robust_network
# because: d is forgotten

# %% robust_network
import numpy as np


def robust_network(X, y, c):
    m = len(X)
    a = y.astype(float)
    W = 2 * X / (1 - c)
    b = np.full(m, -(1 + c) / (1 - c))
    return a, W, b
