# loses: test_maurey_mean_squared_error
# because: turns the sample covariance into that with divisor N: no number for a single row

# %% maurey_mean_squared_error
import numpy as np


def maurey_mean_squared_error(V, k):
    N = len(V)
    sample = np.atleast_2d(np.cov(V, rowvar=False))
    return np.trace(sample) * (N - 1) / N / k
