# loses: test_contraction_factor, test_sgd_noise_floor
# because: each mistake costs its own item and nothing else

# %% contraction_factor
import numpy as np


def contraction_factor(X, eta):
    return np.linalg.norm(np.eye(X.shape[1]) - 2 * eta * X.T @ X, 2)


# %% sgd_noise_floor
def sgd_noise_floor(X, y, w, eta):
    return 2 * eta**2 * len(y) * np.sum(np.sum(X**2, axis=1) * (X @ w - y) ** 2)
