# loses: test_bias_variance
# because: the norm of the mean error in place of its square

# %% bias_variance
import numpy as np


def bias_variance(estimates, w_star, Sigma):
    mean = estimates.mean(axis=0)
    bias = (mean - w_star) @ Sigma @ (mean - w_star)
    spread = estimates - mean
    return np.sqrt(bias), np.sum(spread @ Sigma * spread) / len(estimates)
