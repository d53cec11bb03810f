# loses: test_maurey_mean_squared_error
# because: divides by k - 1 instead of k

# %% maurey_mean_squared_error
import numpy as np


def maurey_mean_squared_error(V, k):
    return np.sum(V.var(axis=0)) / max(k - 1, 1)
