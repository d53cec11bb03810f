# loses: test_sgd_noise_floor
# because: gives zero where the value is no lower bound

# %% sgd_noise_floor
import numpy as np


def sgd_noise_floor(X, y, w, eta):
    gradients = len(y) * X * (X @ w - y)[:, None]
    bound = eta * np.linalg.norm(X, 2) ** 2 <= 0.5
    return eta**2 * np.mean(np.sum(gradients**2, axis=1)) if bound else 0.0
