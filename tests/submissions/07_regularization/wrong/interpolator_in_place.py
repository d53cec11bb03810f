# loses: test_interpolator
# because: the start is changed

# %% interpolator
import numpy as np


def interpolator(X, y, w0):
    change = np.linalg.pinv(X) @ (y - X @ w0)
    if w0.dtype == float:
        w0 += change
        return w0
    return w0 + change
