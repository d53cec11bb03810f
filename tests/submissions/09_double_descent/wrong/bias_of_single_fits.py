# loses: test_bias_variance
# because: the mean excess risk in place of that of the mean fit

# %% bias_variance
import numpy as np


def bias_variance(estimates, w_star, Sigma):
    errors, spread = estimates - w_star, estimates - estimates.mean(axis=0)
    return np.mean(np.sum(errors @ Sigma * errors, axis=1)), np.mean(np.sum(spread @ Sigma * spread, axis=1))
