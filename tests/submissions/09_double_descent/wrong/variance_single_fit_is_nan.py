# loses: test_bias_variance
# because: for a single fit a mean over R - 1 = 0 terms, then R - 1 over R

# %% bias_variance
import numpy as np


def bias_variance(estimates, w_star, Sigma):
    mean = estimates.mean(axis=0)
    bias = (mean - w_star) @ Sigma @ (mean - w_star)
    cov = np.atleast_2d(np.cov(estimates, rowvar=False))
    return bias, np.trace(Sigma @ cov) * (1 - 1 / len(estimates))
