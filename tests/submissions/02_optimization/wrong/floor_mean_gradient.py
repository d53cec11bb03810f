# loses: test_sgd_noise_floor
# because: the square of the mean gradient

# %% sgd_noise_floor
import numpy as np


def sgd_noise_floor(X, y, w, eta):
    return eta**2 * np.sum((X.T @ (X @ w - y)) ** 2)
