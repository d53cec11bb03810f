# loses: test_maurey_mean_squared_error
# because: subtracts one mean over all entries instead of the mean row

# %% maurey_mean_squared_error
import numpy as np


def maurey_mean_squared_error(V, k):
    return np.sum((V - V.mean()) ** 2) / len(V) / k
