# loses: test_sgd_noise_floor
# because: believes that the floor is positive everywhere

# %% sgd_noise_floor
import numpy as np


def sgd_noise_floor(X, y, w, eta):
    gradients = len(y) * X * (X @ w - y)[:, None]
    return max(1e-9, eta**2 * np.mean(np.sum(gradients**2, axis=1)))
