# loses: test_least_squares_gradient
# because: np.linalg.inv for a matrix that need not be square

# %% least_squares_gradient
import numpy as np


def least_squares_gradient(A, x, y):
    return 2 * np.linalg.inv(A) @ (A @ x - y)
