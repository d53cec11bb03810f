# loses: test_interpolator
# because: Python stops if the start holds integers

# %% interpolator
import numpy as np


def interpolator(X, y, w0):
    w = w0.copy()
    w += np.linalg.pinv(X) @ (y - X @ w0)
    return w
