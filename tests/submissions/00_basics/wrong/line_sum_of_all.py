# loses: test_least_squares_gradient
# because: one number, summed over all entries

# %% least_squares_gradient
import numpy as np


def least_squares_gradient(A, x, y):
    return 2 * np.sum(A.T @ (A @ x - y))
