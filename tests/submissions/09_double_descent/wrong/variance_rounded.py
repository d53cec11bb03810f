# loses: test_bias_variance
# because: deviations stored in an array of integers when integers come in

# %% bias_variance
import numpy as np


def bias_variance(estimates, w_star, Sigma):
    mean = estimates.mean(axis=0)
    bias = (mean - w_star) @ Sigma @ (mean - w_star)
    spread = np.zeros_like(estimates)
    spread[:] = estimates - mean
    return bias, np.sum(spread @ Sigma * spread) / len(estimates)
