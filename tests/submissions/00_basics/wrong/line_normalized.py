# loses: test_least_squares_gradient
# because: a gradient of length one

# %% least_squares_gradient
import numpy as np


def least_squares_gradient(A, x, y):
    gradient = 2 * A.T @ (A @ x - y)
    return gradient / np.linalg.norm(gradient)
