# loses: test_parameter_counts
# because: counted in a matrix, which is too large

# %% parameter_counts
import numpy as np


def parameter_counts(D, K):
    W = np.ones((D - K + 1, D))
    return int(W.sum()), K
