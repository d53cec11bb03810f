# loses: test_affine_gaussian
# because: by the inverse of Sigma

# %% affine_gaussian
import numpy as np


def affine_gaussian(mean, cov, A, b):
    return A @ mean + b, np.linalg.inv(np.linalg.inv(A @ cov @ A.T))
