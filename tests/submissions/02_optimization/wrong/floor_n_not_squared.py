# loses: test_sgd_noise_floor
# because: the factor n is taken once, though the gradient is squared

# %% sgd_noise_floor
import numpy as np


def sgd_noise_floor(X, y, w, eta):
    return eta**2 * len(y) * np.mean(np.sum(X**2, axis=1) * (X @ w - y) ** 2)
