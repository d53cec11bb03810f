# loses: test_maurey_mean_squared_error
# because: simulates the expectation instead of computing it

# %% maurey_mean_squared_error
import numpy as np


def maurey_mean_squared_error(V, k):
    rng = np.random.default_rng(0)
    samples = rng.integers(len(V), size=(2000, k))
    return np.mean(np.sum((V[samples].mean(axis=1) - V.mean(axis=0)) ** 2, axis=1))
