# loses: test_bias_variance
# because: only the mean excess risk

# %% bias_variance
import numpy as np


def bias_variance(estimates, w_star, Sigma):
    errors = estimates - w_star
    return np.mean(np.sum(errors @ Sigma * errors, axis=1))
