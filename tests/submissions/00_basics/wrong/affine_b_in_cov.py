# loses: test_affine_gaussian
# because: b b^T in the covariance

# %% affine_gaussian
import numpy as np


def affine_gaussian(mean, cov, A, b):
    return A @ mean + b, A @ cov @ A.T + np.outer(b, b)
