# loses: test_gradient_descent_path
# because: the gradient is computed once, at the start

# %% gradient_descent_path
import numpy as np


def gradient_descent_path(X, y, w1, eta, steps):
    slope = X.T @ (X @ w1 - y)
    return np.array([w1 - t * eta * slope for t in range(steps + 1)])
