# loses: test_affine_gaussian
# because: the entries of X are taken for independent

# %% affine_gaussian
import numpy as np


def affine_gaussian(mean, cov, A, b):
    return A @ mean + b, A * np.diag(cov) @ A.T
