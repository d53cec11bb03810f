# loses: test_bias_variance
# because: Sigma left out of the variance

# %% bias_variance
import numpy as np


def bias_variance(estimates, w_star, Sigma):
    mean = estimates.mean(axis=0)
    bias = (mean - w_star) @ Sigma @ (mean - w_star)
    return bias, np.sum((estimates - mean) ** 2) / len(estimates)
