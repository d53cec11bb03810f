# loses: test_kl_gaussians
# because: variances taken for standard deviations

# %% kl_gaussians
import numpy as np


def kl_gaussians(mean_q, var_q, mean_p, var_p):
    return float(np.sum(np.log(var_p / var_q) + (var_q**2 + (mean_q - mean_p) ** 2) / (2 * var_p**2) - 0.5))
