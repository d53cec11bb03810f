# loses: test_sgd_expected_squared_distance
# because: the distance of the mean point, squared

# %% sgd_expected_squared_distance
import numpy as np


def sgd_expected_squared_distance(X, y, w, w_star, eta):
    return np.sum((w - eta * X.T @ (X @ w - y) - w_star) ** 2)
