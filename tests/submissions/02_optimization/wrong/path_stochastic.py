# loses: test_gradient_descent_path
# because: one data point after the other

# %% gradient_descent_path
import numpy as np


def gradient_descent_path(X, y, w1, eta, steps):
    path = [1.0 * w1]
    for t in range(steps):
        i = t % len(y)
        path.append(path[-1] - eta * X[i] * (X[i] @ path[-1] - y[i]))
    return np.array(path)
