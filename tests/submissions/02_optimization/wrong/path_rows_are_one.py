# loses: test_gradient_descent_path
# because: all rows are one and the same array

# %% gradient_descent_path
import numpy as np


def gradient_descent_path(X, y, w1, eta, steps):
    w = w1.astype(float)
    path = [w]
    for _ in range(steps):
        w -= eta * X.T @ (X @ w - y)
        path.append(w)
    return np.array(path)
