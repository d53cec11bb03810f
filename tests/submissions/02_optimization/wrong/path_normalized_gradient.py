# loses: test_gradient_descent_path
# because: only the direction of the gradient is used

# %% gradient_descent_path
import numpy as np


def gradient_descent_path(X, y, w1, eta, steps):
    path = [1.0 * w1]
    for _ in range(steps):
        slope = X.T @ (X @ path[-1] - y)
        path.append(path[-1] - eta * slope / max(np.linalg.norm(slope), 1e-12))
    return np.array(path)
