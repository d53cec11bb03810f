# loses: test_affine_gaussian
# because: the root of an eigenvalue that is rounded below zero

# %% affine_gaussian
import numpy as np


def affine_gaussian(mean, cov, A, b):
    values, Q = np.linalg.eigh(cov)
    root = A @ Q * np.sqrt(values)
    return A @ mean + b, root @ root.T
