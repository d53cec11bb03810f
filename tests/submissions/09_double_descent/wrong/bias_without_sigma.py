# loses: test_bias_variance
# because: Sigma left out of both

# %% bias_variance
import numpy as np


def bias_variance(estimates, w_star, Sigma):
    mean = estimates.mean(axis=0)
    return np.sum((mean - w_star) ** 2), np.sum((estimates - mean) ** 2) / len(estimates)
