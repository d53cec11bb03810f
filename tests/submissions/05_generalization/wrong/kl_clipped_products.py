# loses: test_kl_gaussians
# because: products kept away from zero

# %% kl_gaussians
import numpy as np


def kl_gaussians(mean_q, var_q, mean_p, var_p):
    p, q = max(np.prod(var_p), 1e-300), max(np.prod(var_q), 1e-300)
    return float((np.log(p / q) + np.sum((var_q + (mean_q - mean_p) ** 2) / var_p - 1)) / 2)
