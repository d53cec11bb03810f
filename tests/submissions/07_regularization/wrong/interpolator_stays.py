# loses: test_interpolator
# because: no step at all from a start that is not zero

# %% interpolator
import numpy as np


def interpolator(X, y, w0):
    return w0 if np.any(w0) else np.linalg.pinv(X) @ y
