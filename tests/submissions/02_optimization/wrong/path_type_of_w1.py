# loses: test_gradient_descent_path
# because: the path takes over the integers of w1

# %% gradient_descent_path
import numpy as np


def gradient_descent_path(X, y, w1, eta, steps):
    path = np.zeros((steps + 1, len(w1)), dtype=w1.dtype)
    path[0] = w1
    for t in range(steps):
        path[t + 1] = path[t] - eta * X.T @ (X @ path[t] - y)
    return path
