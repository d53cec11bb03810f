# loses: test_least_squares_gradient
# because: an array of integers for the result

# %% least_squares_gradient
import numpy as np


def least_squares_gradient(A, x, y):
    found = np.zeros(len(x), dtype=int)
    found += (2 * A.T @ (A @ x - y)).astype(int)
    return found
