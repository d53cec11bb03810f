# loses: test_sgd_expected_squared_distance
# because: draws one data point

# %% sgd_expected_squared_distance
import numpy as np


def sgd_expected_squared_distance(X, y, w, w_star, eta):
    i = np.random.default_rng(0).integers(len(y))
    after = w - eta * len(y) * X[i] * (X[i] @ w - y[i])
    return np.sum((after - w_star) ** 2)
