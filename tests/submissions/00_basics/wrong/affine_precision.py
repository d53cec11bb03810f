# loses: test_affine_gaussian
# because: the precision in place of the covariance

# %% affine_gaussian
import numpy as np


def affine_gaussian(mean, cov, A, b):
    return A @ mean + b, A @ np.linalg.pinv(cov) @ A.T
