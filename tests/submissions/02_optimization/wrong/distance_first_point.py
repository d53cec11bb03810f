# loses: test_sgd_expected_squared_distance
# because: the expectation over the first data point only

# %% sgd_expected_squared_distance
import numpy as np


def sgd_expected_squared_distance(X, y, w, w_star, eta):
    after = w - eta * len(y) * X[0] * (X[0] @ w - y[0])
    return np.sum((after - w_star) ** 2)
