# loses: test_kl_gaussians
# because: divides the variances of Q where they stand

# %% kl_gaussians
import numpy as np


def kl_gaussians(mean_q, var_q, mean_p, var_p):
    var_q /= var_p
    return float(np.sum(var_q - np.log(var_q) + (mean_q - mean_p) ** 2 / var_p - 1) / 2)
