# loses: test_affine_gaussian
# because: something small on the diagonal, so that it has an inverse

# %% affine_gaussian
import numpy as np


def affine_gaussian(mean, cov, A, b):
    return A @ mean + b, A @ cov @ A.T + 1e-6 * np.eye(len(b))
