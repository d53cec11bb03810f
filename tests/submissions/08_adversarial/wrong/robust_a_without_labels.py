# loses: test_robust_network
# because: a without labels

# %% robust_network
import numpy as np


def robust_network(X, y, c):
    m, d = X.shape
    a = np.ones(m)
    W = 2 * X / (d * (1 - c))
    b = np.full(m, -(1 + c) / (1 - c))
    return a, W, b
