# loses: test_maurey_mean_squared_error
# because: E|V|^2 - |E V|^2 cancels far from the origin

# %% maurey_mean_squared_error
import numpy as np


def maurey_mean_squared_error(V, k):
    return (np.mean(np.sum(V**2, axis=1)) - np.sum(V.mean(axis=0) ** 2)) / k
