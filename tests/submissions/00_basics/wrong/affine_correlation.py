# loses: test_affine_gaussian
# because: correlations

# %% affine_gaussian
import numpy as np


def affine_gaussian(mean, cov, A, b):
    C = A @ cov @ A.T
    d = np.sqrt(np.diag(C))
    return A @ mean + b, C / np.outer(d, d)
