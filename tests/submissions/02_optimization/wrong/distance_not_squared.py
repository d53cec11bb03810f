# loses: test_sgd_expected_squared_distance
# because: the mean distance, squared afterwards

# %% sgd_expected_squared_distance
import numpy as np


def sgd_expected_squared_distance(X, y, w, w_star, eta):
    after = w - eta * len(y) * X * (X @ w - y)[:, None]
    return np.mean(np.linalg.norm(after - w_star, axis=1)) ** 2
