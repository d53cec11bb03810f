# loses: test_sgd_expected_squared_distance
# because: equal data points are drawn as one

# %% sgd_expected_squared_distance
import numpy as np


def sgd_expected_squared_distance(X, y, w, w_star, eta):
    rows = np.unique(X, axis=0, return_index=True)[1]
    after = w - eta * len(y) * X[rows] * (X[rows] @ w - y[rows])[:, None]
    return np.mean(np.sum((after - w_star) ** 2, axis=1))
