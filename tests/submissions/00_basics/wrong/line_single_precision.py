# loses: test_least_squares_gradient
# because: single precision

# %% least_squares_gradient
import numpy as np


def least_squares_gradient(A, x, y):
    A, x, y = (part.astype(np.float32) for part in (A, x, y))
    return 2 * A.T @ (A @ x - y)
