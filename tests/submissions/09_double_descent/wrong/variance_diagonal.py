# loses: test_bias_variance
# because: variances of the single weights, no covariances

# %% bias_variance
import numpy as np


def bias_variance(estimates, w_star, Sigma):
    mean = estimates.mean(axis=0)
    bias = (mean - w_star) @ Sigma @ (mean - w_star)
    return bias, estimates.var(axis=0) @ np.diag(Sigma)
