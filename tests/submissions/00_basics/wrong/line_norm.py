# loses: test_least_squares_gradient
# because: the gradient of the norm, not of its square

# %% least_squares_gradient
import numpy as np


def least_squares_gradient(A, x, y):
    error = A @ x - y
    return A.T @ error / np.linalg.norm(error)
