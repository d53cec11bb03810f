# loses: test_gradient_descent_path
# because: writes the last point into w1

# %% gradient_descent_path
import numpy as np


def gradient_descent_path(X, y, w1, eta, steps):
    path = [w1.astype(float)]
    for _ in range(steps):
        path.append(path[-1] - eta * X.T @ (X @ path[-1] - y))
        w1[:] = path[-1]
    return np.array(path)
