# loses: test_gradient_descent_path
# because: the closed formula around the minimizer, which needs full column rank

# %% gradient_descent_path
import numpy as np


def gradient_descent_path(X, y, w1, eta, steps):
    H = X.T @ X
    w_star = np.linalg.pinv(X) @ y
    rate = np.eye(len(H)) - eta * H
    return np.array(
        [
            w_star + np.linalg.matrix_power(rate, t) @ (w1 - w_star) * (np.linalg.matrix_rank(X) == len(H))
            for t in range(steps + 1)
        ]
    )
