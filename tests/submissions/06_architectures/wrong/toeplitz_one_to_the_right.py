# loses: test_toeplitz_matrix
# because: indices from 1 in an array that begins at 0

# %% toeplitz_matrix
import numpy as np


def toeplitz_matrix(h, D):
    K = len(h)
    W = np.zeros((D - K + 1, D))
    for k in range(1, D - K + 2):
        for i in range(1, K + 1):
            W[k - 1, (K + k - i) % D] = h[i - 1]
    return W
