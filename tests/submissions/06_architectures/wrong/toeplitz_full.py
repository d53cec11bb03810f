# loses: test_toeplitz_matrix
# because: the full convolution, also where the kernel sticks out

# %% toeplitz_matrix
import numpy as np


def toeplitz_matrix(h, D):
    return np.stack([np.convolve(unit, h) for unit in np.eye(D)], axis=1)
