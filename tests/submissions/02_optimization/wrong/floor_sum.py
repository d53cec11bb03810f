# loses: test_sgd_noise_floor
# because: the sum over the data points for the mean

# %% sgd_noise_floor
import numpy as np


def sgd_noise_floor(X, y, w, eta):
    gradients = len(y) * X * (X @ w - y)[:, None]
    return eta**2 * np.sum(gradients**2)
