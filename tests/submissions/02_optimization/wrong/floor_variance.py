# loses: test_sgd_noise_floor
# because: the variance for the second moment

# %% sgd_noise_floor
import numpy as np


def sgd_noise_floor(X, y, w, eta):
    gradients = len(y) * X * (X @ w - y)[:, None]
    return eta**2 * np.mean(np.sum((gradients - gradients.mean(axis=0)) ** 2, axis=1))
