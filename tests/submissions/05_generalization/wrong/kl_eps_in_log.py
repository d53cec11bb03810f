# loses: test_kl_gaussians
# because: a small number added in the logarithms

# %% kl_gaussians
import numpy as np


def kl_gaussians(mean_q, var_q, mean_p, var_p):
    return float(np.sum(np.log((var_p + 1e-8) / (var_q + 1e-8)) + (var_q + (mean_q - mean_p) ** 2) / var_p - 1) / 2)
