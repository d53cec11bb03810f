# loses: test_least_squares_gradient
# because: the value of f

# %% least_squares_gradient
import numpy as np


def least_squares_gradient(A, x, y):
    return np.sum((A @ x - y) ** 2)
