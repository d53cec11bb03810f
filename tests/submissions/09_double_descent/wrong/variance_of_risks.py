# loses: test_bias_variance
# because: the variance of the excess risks in place of that of the fits

# %% bias_variance
import numpy as np


def bias_variance(estimates, w_star, Sigma):
    mean = estimates.mean(axis=0)
    bias = (mean - w_star) @ Sigma @ (mean - w_star)
    errors = estimates - w_star
    return bias, np.sum(errors @ Sigma * errors, axis=1).var()
