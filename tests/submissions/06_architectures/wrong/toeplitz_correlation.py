# loses: test_toeplitz_matrix
# because: the kernel is not flipped: a cross-correlation

# %% toeplitz_matrix
import numpy as np


def toeplitz_matrix(h, D):
    K = len(h)
    W = np.zeros((D - K + 1, D))
    for k in range(D - K + 1):
        W[k, k : k + K] = h
    return W
