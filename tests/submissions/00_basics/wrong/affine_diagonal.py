# loses: test_affine_gaussian
# because: variances only, as a matrix

# %% affine_gaussian
import numpy as np


def affine_gaussian(mean, cov, A, b):
    return A @ mean + b, np.diag(np.diag(A @ cov @ A.T))
