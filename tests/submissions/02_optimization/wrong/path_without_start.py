# loses: test_gradient_descent_path
# because: leaves the start out

# %% gradient_descent_path
import numpy as np


def gradient_descent_path(X, y, w1, eta, steps):
    w, path = 1.0 * w1, []
    for _ in range(steps):
        w = w - eta * X.T @ (X @ w - y)
        path.append(w)
    return np.array(path)
