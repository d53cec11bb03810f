# loses: test_sgd_expected_squared_distance
# because: the points after the step take over the integers of w

# %% sgd_expected_squared_distance
import numpy as np


def sgd_expected_squared_distance(X, y, w, w_star, eta):
    squares = []
    for row, label in zip(X, y, strict=True):
        after = np.empty_like(w)
        after[:] = w - eta * len(y) * row * (row @ w - label)
        squares.append(np.sum((after - w_star) ** 2))
    return np.mean(squares)
