# loses: test_kl_gaussians
# because: the first variance for all of Q

# %% kl_gaussians
import numpy as np


def kl_gaussians(mean_q, var_q, mean_p, var_p):
    return float(np.sum(np.log(var_p / var_q[0]) + (var_q[0] + (mean_q - mean_p) ** 2) / var_p - 1) / 2)
