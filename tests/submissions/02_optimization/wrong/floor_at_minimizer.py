# loses: test_sgd_noise_floor
# because: evaluates the gradients at the minimizer and not at w

# %% sgd_noise_floor
import numpy as np


def sgd_noise_floor(X, y, w, eta):
    w_star = np.linalg.pinv(X) @ y if len(y) > X.shape[1] else w
    gradients = len(y) * X * (X @ w_star - y)[:, None]
    return eta**2 * np.mean(np.sum(gradients**2, axis=1))
