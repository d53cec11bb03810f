# loses: test_bias_variance
# because: divisor R - 1 in place of R

# %% bias_variance
import numpy as np


def bias_variance(estimates, w_star, Sigma):
    mean = estimates.mean(axis=0)
    bias = (mean - w_star) @ Sigma @ (mean - w_star)
    spread = estimates - mean
    return bias, np.sum(spread @ Sigma * spread) / max(len(estimates) - 1, 1)
