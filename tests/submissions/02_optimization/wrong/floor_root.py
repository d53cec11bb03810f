# loses: test_sgd_noise_floor
# because: the root of the second moment

# %% sgd_noise_floor
import numpy as np


def sgd_noise_floor(X, y, w, eta):
    gradients = len(y) * X * (X @ w - y)[:, None]
    return eta * np.sqrt(np.mean(np.sum(gradients**2, axis=1)))
