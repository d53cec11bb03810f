# loses: test_sgd_expected_squared_distance
# because: data points that are zero are not drawn

# %% sgd_expected_squared_distance
import numpy as np


def sgd_expected_squared_distance(X, y, w, w_star, eta):
    seen = np.any(X != 0, axis=1)
    after = w - eta * len(y) * X[seen] * (X[seen] @ w - y[seen])[:, None]
    return np.mean(np.sum((after - w_star) ** 2, axis=1))
