# loses: test_affine_gaussian
# because: A^-1 on both sides, as in a change of variables

# %% affine_gaussian
import numpy as np


def affine_gaussian(mean, cov, A, b):
    B = np.linalg.pinv(A)
    return A @ mean + b, B.T @ cov @ B
