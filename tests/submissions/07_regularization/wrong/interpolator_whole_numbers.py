# loses: test_interpolator
# because: the copy of a start of integers holds integers

# %% interpolator
import numpy as np


def interpolator(X, y, w0):
    w = w0.copy()
    w[:] = w0 + np.linalg.pinv(X) @ (y - X @ w0)
    return w
