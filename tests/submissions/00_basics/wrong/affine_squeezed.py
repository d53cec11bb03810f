# loses: test_affine_gaussian
# because: axes of length one are dropped

# %% affine_gaussian
import numpy as np


def affine_gaussian(mean, cov, A, b):
    return A @ mean + b, np.squeeze(A @ cov @ A.T)
