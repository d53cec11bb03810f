# loses: test_bias_variance
# because: second moment minus square of the mean: no digits left far from the origin

# %% bias_variance
import numpy as np


def bias_variance(estimates, w_star, Sigma):
    mean = estimates.mean(axis=0)
    bias = (mean - w_star) @ Sigma @ (mean - w_star)
    return bias, np.mean(np.sum(estimates @ Sigma * estimates, axis=1)) - mean @ Sigma @ mean
