# loses: test_sgd_noise_floor
# because: the mean norm, squared afterwards

# %% sgd_noise_floor
import numpy as np


def sgd_noise_floor(X, y, w, eta):
    gradients = len(y) * X * (X @ w - y)[:, None]
    return (eta * np.mean(np.linalg.norm(gradients, axis=1))) ** 2
