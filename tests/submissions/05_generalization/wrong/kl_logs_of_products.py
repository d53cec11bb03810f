# loses: test_kl_gaussians
# because: logarithms of products

# %% kl_gaussians
import numpy as np


def kl_gaussians(mean_q, var_q, mean_p, var_p):
    log = np.log(np.prod(var_p)) - np.log(np.prod(var_q))
    return float((log + np.sum((var_q + (mean_q - mean_p) ** 2) / var_p - 1)) / 2)
