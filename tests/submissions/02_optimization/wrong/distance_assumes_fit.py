# loses: test_sgd_expected_squared_distance
# because: uses y = X w_star, which the labels need not satisfy

# %% sgd_expected_squared_distance
import numpy as np


def sgd_expected_squared_distance(X, y, w, w_star, eta):
    v = w - w_star
    after = v - eta * len(y) * X * (X @ v)[:, None]
    return np.mean(np.sum(after**2, axis=1))
