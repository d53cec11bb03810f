# loses: test_sgd_expected_squared_distance
# because: the mean of a thousand draws

# %% sgd_expected_squared_distance
import numpy as np


def sgd_expected_squared_distance(X, y, w, w_star, eta):
    i = np.random.default_rng(0).integers(len(y), size=1000)
    after = w - eta * len(y) * X[i] * (X[i] @ w - y[i])[:, None]
    return np.mean(np.sum((after - w_star) ** 2, axis=1))
