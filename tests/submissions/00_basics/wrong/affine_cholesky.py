# loses: test_affine_gaussian
# because: Cholesky, which a singular Sigma does not have

# %% affine_gaussian
import numpy as np


def affine_gaussian(mean, cov, A, b):
    root = A @ np.linalg.cholesky(cov)
    return A @ mean + b, root @ root.T
