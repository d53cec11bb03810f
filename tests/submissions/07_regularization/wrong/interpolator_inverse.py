# loses: test_interpolator
# because: an inverse that does not exist if n < d

# %% interpolator
import numpy as np


def interpolator(X, y, w0):
    return w0 + np.linalg.inv(X.T @ X) @ X.T @ (y - X @ w0)
