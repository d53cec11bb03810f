# loses: test_sgd_noise_floor
# because: the expectation over the first data point only

# %% sgd_noise_floor
import numpy as np


def sgd_noise_floor(X, y, w, eta):
    return eta**2 * np.sum((len(y) * X[0] * (X[0] @ w - y[0])) ** 2)
