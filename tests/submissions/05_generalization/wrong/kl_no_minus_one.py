# loses: test_kl_gaussians
# because: 1 not taken off

# %% kl_gaussians
import numpy as np


def kl_gaussians(mean_q, var_q, mean_p, var_p):
    return float(np.sum(np.log(var_p / var_q) + (var_q + (mean_q - mean_p) ** 2) / var_p) / 2)
