# loses: test_maurey_mean_squared_error
# because: draws without replacement: the finite-population correction does not belong here

# %% maurey_mean_squared_error
import numpy as np


def maurey_mean_squared_error(V, k):
    N = len(V)
    return np.sum(V.var(axis=0)) / k * (N - k) / (N - 1)
