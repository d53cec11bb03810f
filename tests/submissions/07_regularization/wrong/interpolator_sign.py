# loses: test_interpolator
# because: the wrong sign

# %% interpolator
import numpy as np


def interpolator(X, y, w0):
    return w0 - np.linalg.pinv(X) @ (y - X @ w0)
