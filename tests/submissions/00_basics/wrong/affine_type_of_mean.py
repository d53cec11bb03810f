# loses: test_affine_gaussian
# because: an array of the type of the mean, which may be integers

# %% affine_gaussian
import numpy as np


def affine_gaussian(mean, cov, A, b):
    m = np.zeros(len(b), dtype=mean.dtype)
    m[:] = A @ mean + b
    return m, A @ cov @ A.T
