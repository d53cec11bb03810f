# loses: test_toeplitz_matrix
# because: a circulant matrix, in which the kernel goes around

# %% toeplitz_matrix
import numpy as np


def toeplitz_matrix(h, D):
    first = np.concatenate([h[::-1], np.zeros(D - len(h))])
    return np.array([np.roll(first, k) for k in range(D)])
