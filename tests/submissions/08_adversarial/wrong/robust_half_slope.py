# loses: test_robust_network
# because: half the slope: the input falls by 1 only

# %% robust_network
import numpy as np


def robust_network(X, y, c):
    m, d = X.shape
    a = y.astype(float)
    W = X / (d * (1 - c))
    b = np.full(m, -(1 + c) / (1 - c))
    return a, W, b
