# loses: test_least_squares_gradient
# because: a forward difference

# %% least_squares_gradient
import numpy as np


def least_squares_gradient(A, x, y):
    h = 1e-6
    start = np.sum((A @ x - y) ** 2)
    found = []
    for j in range(len(x)):
        moved = x.astype(float)
        moved[j] += h
        found.append((np.sum((A @ moved - y) ** 2) - start) / h)
    return np.array(found)
