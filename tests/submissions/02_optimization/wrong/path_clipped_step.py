# loses: test_gradient_descent_path
# because: a step that diverges is made smaller

# %% gradient_descent_path
import numpy as np


def gradient_descent_path(X, y, w1, eta, steps):
    eta = min(eta, 1.99 / np.linalg.norm(X, 2) ** 2)
    path = [1.0 * w1]
    for _ in range(steps):
        path.append(path[-1] - eta * X.T @ (X @ path[-1] - y))
    return np.array(path)
