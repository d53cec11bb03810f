# loses: test_robust_network
# because: the label in the first layer

# %% robust_network
import numpy as np


def robust_network(X, y, c):
    m, d = X.shape
    a = y.astype(float)
    W = 2 * y[:, None] * X / (d * (1 - c))
    b = np.full(m, -(1 + c) / (1 - c))
    return a, W, b
