# loses: test_bias_variance
# because: variance first, bias second

# %% bias_variance
import numpy as np


def bias_variance(estimates, w_star, Sigma):
    mean = estimates.mean(axis=0)
    bias = (mean - w_star) @ Sigma @ (mean - w_star)
    spread = estimates - mean
    return np.sum(spread @ Sigma * spread) / len(estimates), bias
