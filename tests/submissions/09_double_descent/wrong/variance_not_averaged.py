# loses: test_bias_variance
# because: the sum over the fits in place of their mean

# %% bias_variance
import numpy as np


def bias_variance(estimates, w_star, Sigma):
    mean = estimates.mean(axis=0)
    bias = (mean - w_star) @ Sigma @ (mean - w_star)
    spread = estimates - mean
    return bias, np.sum(spread @ Sigma * spread)
