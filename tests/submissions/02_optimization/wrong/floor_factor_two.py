# loses: test_sgd_noise_floor
# because: the gradient of the single loss without the half

# %% sgd_noise_floor
import numpy as np


def sgd_noise_floor(X, y, w, eta):
    gradients = 2 * len(y) * X * (X @ w - y)[:, None]
    return eta**2 * np.mean(np.sum(gradients**2, axis=1))
