# loses: test_robust_network
# because: an offset for each entry

# %% robust_network
import numpy as np


def robust_network(X, y, c):
    d = X.shape[1]
    a = y.astype(float)
    W = 2 * X / (d * (1 - c))
    b = np.full(d, -(1 + c) / (1 - c))
    return a, W, b
