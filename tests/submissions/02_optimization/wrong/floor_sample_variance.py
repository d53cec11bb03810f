# loses: test_sgd_noise_floor
# because: the divisor n - 1 of a sample

# %% sgd_noise_floor
import numpy as np


def sgd_noise_floor(X, y, w, eta):
    gradients = len(y) * X * (X @ w - y)[:, None]
    return eta**2 * np.sum(gradients**2) / max(len(y) - 1, 1)
