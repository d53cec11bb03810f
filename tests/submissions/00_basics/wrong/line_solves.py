# loses: test_least_squares_gradient
# because: the minimum, not the gradient

# %% least_squares_gradient
import numpy as np


def least_squares_gradient(A, x, y):
    return np.linalg.lstsq(A, y, rcond=None)[0]
