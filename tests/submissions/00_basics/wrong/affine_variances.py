# loses: test_affine_gaussian
# because: variances only, as a vector

# %% affine_gaussian
import numpy as np


def affine_gaussian(mean, cov, A, b):
    return A @ mean + b, np.diag(A @ cov @ A.T)
