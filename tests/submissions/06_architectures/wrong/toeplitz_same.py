# loses: test_toeplitz_matrix
# because: as many outputs as inputs

# %% toeplitz_matrix
import numpy as np


def toeplitz_matrix(h, D):
    return np.stack([np.convolve(unit, h, mode="same") for unit in np.eye(D)], axis=1)
