# loses: test_bias_variance
# because: deviations from w_star in place of the mean fit

# %% bias_variance
import numpy as np


def bias_variance(estimates, w_star, Sigma):
    mean = estimates.mean(axis=0)
    bias = (mean - w_star) @ Sigma @ (mean - w_star)
    errors = estimates - w_star
    return bias, np.mean(np.sum(errors @ Sigma * errors, axis=1))
