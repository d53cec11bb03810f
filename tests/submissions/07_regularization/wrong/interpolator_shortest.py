# loses: test_interpolator
# because: the shortest solution, whatever the start

# %% interpolator
import numpy as np


def interpolator(X, y, w0):
    return np.linalg.pinv(X) @ y
