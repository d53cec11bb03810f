# loses: test_toeplitz_matrix
# because: the kernel that was given is flipped in place

# %% toeplitz_matrix
import numpy as np


def toeplitz_matrix(h, D):
    K = len(h)
    h[:] = h[::-1].copy()
    W = np.zeros((D - K + 1, D))
    for k in range(D - K + 1):
        W[k, k : k + K] = h
    return W
