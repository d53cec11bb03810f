# loses: test_kl_gaussians
# because: products with math.prod, which stop with an error

# %% kl_gaussians
import math


def kl_gaussians(mean_q, var_q, mean_p, var_p):
    log = math.log(math.prod(var_p.tolist()) / math.prod(var_q.tolist()))
    return float((log + sum((var_q + (mean_q - mean_p) ** 2) / var_p - 1)) / 2)
