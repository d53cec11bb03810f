# loses: test_least_squares_gradient
# because: an array of the type of y, which may be integers

# %% least_squares_gradient
import numpy as np


def least_squares_gradient(A, x, y):
    found = np.zeros(len(x), dtype=y.dtype)
    found[:] = 2 * A.T @ (A @ x - y)
    return found
