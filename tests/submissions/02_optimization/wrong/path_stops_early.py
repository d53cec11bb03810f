# loses: test_gradient_descent_path
# because: stays where a step is small

# %% gradient_descent_path
import numpy as np


def gradient_descent_path(X, y, w1, eta, steps):
    path = [1.0 * w1]
    for _ in range(steps):
        step = eta * X.T @ (X @ path[-1] - y)
        path.append(path[-1] - (step if np.linalg.norm(step) > 1e-4 else 0 * step))
    return np.array(path)
