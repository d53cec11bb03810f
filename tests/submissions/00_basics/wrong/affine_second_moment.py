# loses: test_affine_gaussian
# because: the second moment E Y Y^T

# %% affine_gaussian
import numpy as np


def affine_gaussian(mean, cov, A, b):
    m = A @ mean + b
    return m, A @ cov @ A.T + np.outer(m, m)
