# loses: test_maurey_mean_squared_error
# because: averages over the coordinates instead of summing

# %% maurey_mean_squared_error
import numpy as np


def maurey_mean_squared_error(V, k):
    return np.mean((V - V.mean(axis=0)) ** 2) / k
