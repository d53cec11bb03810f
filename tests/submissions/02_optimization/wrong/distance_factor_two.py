# loses: test_sgd_expected_squared_distance
# because: the gradient of the single loss without the half

# %% sgd_expected_squared_distance
import numpy as np


def sgd_expected_squared_distance(X, y, w, w_star, eta):
    after = w - 2 * eta * len(y) * X * (X @ w - y)[:, None]
    return np.mean(np.sum((after - w_star) ** 2, axis=1))
