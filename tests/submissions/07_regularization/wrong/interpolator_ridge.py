# loses: test_interpolator
# because: a little penalty, so that it does not fit exactly

# %% interpolator
import numpy as np


def interpolator(X, y, w0):
    return w0 + X.T @ np.linalg.solve(X @ X.T + 1e-4 * np.eye(len(X)), y - X @ w0)
