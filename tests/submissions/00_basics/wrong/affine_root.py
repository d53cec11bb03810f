# loses: test_affine_gaussian
# because: a standard deviation in place of Sigma

# %% affine_gaussian
import numpy as np


def affine_gaussian(mean, cov, A, b):
    values, Q = np.linalg.eigh(cov)
    root = Q * np.sqrt(np.clip(values, 0, None)) @ Q.T
    return A @ mean + b, A @ root @ A.T
