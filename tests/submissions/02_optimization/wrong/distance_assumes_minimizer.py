# loses: test_sgd_expected_squared_distance
# because: takes the mean gradient for X^T X (w - w_star), which needs a minimizer

# %% sgd_expected_squared_distance
import numpy as np


def sgd_expected_squared_distance(X, y, w, w_star, eta):
    v, r = w - w_star, X @ w - y
    return v @ v - 2 * eta * np.sum((X @ v) ** 2) + eta**2 * len(y) * np.sum(r**2 * np.sum(X**2, axis=1))
