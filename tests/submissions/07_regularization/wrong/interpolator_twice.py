# loses: test_interpolator
# because: the start and the shortest solution added

# %% interpolator
import numpy as np


def interpolator(X, y, w0):
    return w0 + np.linalg.pinv(X) @ y
