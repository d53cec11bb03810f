# loses: test_sgd_expected_squared_distance
# because: the mean over all entries, divided by d too

# %% sgd_expected_squared_distance
import numpy as np


def sgd_expected_squared_distance(X, y, w, w_star, eta):
    after = w - eta * len(y) * X * (X @ w - y)[:, None]
    return np.mean((after - w_star) ** 2)
