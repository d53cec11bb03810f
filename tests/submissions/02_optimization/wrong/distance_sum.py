# loses: test_sgd_expected_squared_distance
# because: the sum over the data points for the mean

# %% sgd_expected_squared_distance
import numpy as np


def sgd_expected_squared_distance(X, y, w, w_star, eta):
    after = w - eta * len(y) * X * (X @ w - y)[:, None]
    return np.sum((after - w_star) ** 2)
