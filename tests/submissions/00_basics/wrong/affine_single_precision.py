# loses: test_affine_gaussian
# because: single precision

# %% affine_gaussian
import numpy as np


def affine_gaussian(mean, cov, A, b):
    mean, cov, A, b = (part.astype(np.float32) for part in (mean, cov, A, b))
    return A @ mean + b, A @ cov @ A.T
