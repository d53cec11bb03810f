# loses: test_kl_gaussians
# because: P and Q exchanged

# %% kl_gaussians
import numpy as np


def kl_gaussians(mean_q, var_q, mean_p, var_p):
    return float(np.sum(np.log(var_q / var_p) + (var_p + (mean_q - mean_p) ** 2) / var_q - 1) / 2)
