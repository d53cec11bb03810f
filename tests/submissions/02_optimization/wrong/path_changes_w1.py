# loses: test_gradient_descent_path
# because: changes w1 in place where it can

# %% gradient_descent_path
import numpy as np


def gradient_descent_path(X, y, w1, eta, steps):
    w = w1 if w1.dtype == float else w1.astype(float)
    path = [w.copy()]
    for _ in range(steps):
        w -= eta * X.T @ (X @ w - y)
        path.append(w.copy())
    return np.array(path)
