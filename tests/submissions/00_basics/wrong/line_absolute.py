# loses: test_least_squares_gradient
# because: the derivative of absolute values

# %% least_squares_gradient
import numpy as np


def least_squares_gradient(A, x, y):
    return 2 * A.T @ np.sign(A @ x - y)
