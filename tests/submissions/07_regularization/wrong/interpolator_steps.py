# loses: test_interpolator
# because: so many steps of gradient descent

# %% interpolator
import numpy as np


def interpolator(X, y, w0):
    w, step = w0, 1 / np.linalg.norm(X, 2) ** 2
    for _ in range(2000):
        w = w + step * X.T @ (y - X @ w)
    return w
