# loses: test_maurey_mean_squared_error
# because: divides by N - 1: the estimate of a variance, not the variance of the uniform law

# %% maurey_mean_squared_error
import numpy as np


def maurey_mean_squared_error(V, k):
    return np.sum(V.var(axis=0, ddof=1)) / k
