# loses: test_interpolator
# because: the change, not where it ends

# %% interpolator
import numpy as np


def interpolator(X, y, w0):
    return np.linalg.pinv(X) @ (y - X @ w0)
