# loses: test_kl_gaussians
# because: the distance of the means not squared

# %% kl_gaussians
import numpy as np


def kl_gaussians(mean_q, var_q, mean_p, var_p):
    return float(np.sum(np.log(var_p / var_q) + (var_q + np.abs(mean_q - mean_p)) / var_p - 1) / 2)
