# loses: test_robust_network
# because: the offset -1, right for c = 0 only

# %% robust_network
import numpy as np


def robust_network(X, y, c):
    m, d = X.shape
    a = y.astype(float)
    W = 2 * X / (d * (1 - c))
    b = -np.ones(m)
    return a, W, b
