# loses: test_sgd_expected_squared_distance
# because: the factor n of the single losses is missing

# %% sgd_expected_squared_distance
import numpy as np


def sgd_expected_squared_distance(X, y, w, w_star, eta):
    after = w - eta * X * (X @ w - y)[:, None]
    return np.mean(np.sum((after - w_star) ** 2, axis=1))
