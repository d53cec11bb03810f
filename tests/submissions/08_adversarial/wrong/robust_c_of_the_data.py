# loses: test_robust_network
# because: c from the data in place of that which is given

# %% robust_network
import numpy as np


def robust_network(X, y, c):
    m, d = X.shape
    a = y.astype(float)
    c = max([abs(X[i] @ X[j]) / d for i in range(m) for j in range(i)], default=0.0)
    W = 2 * X / (d * (1 - c))
    b = np.full(m, -(1 + c) / (1 - c))
    return a, W, b
