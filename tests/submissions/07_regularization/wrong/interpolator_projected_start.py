# loses: test_interpolator
# because: the part of the start in the span of the rows is kept in place of the other one

# %% interpolator
import numpy as np


def interpolator(X, y, w0):
    return np.linalg.pinv(X) @ y + np.linalg.pinv(X) @ (X @ w0)
