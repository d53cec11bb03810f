# loses: test_affine_gaussian
# because: the inverse of the covariance

# %% affine_gaussian
import numpy as np


def affine_gaussian(mean, cov, A, b):
    return A @ mean + b, np.linalg.pinv(A @ cov @ A.T)
