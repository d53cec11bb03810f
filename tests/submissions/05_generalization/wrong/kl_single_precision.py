# loses: test_kl_gaussians
# because: in single precision

# %% kl_gaussians
import numpy as np


def kl_gaussians(mean_q, var_q, mean_p, var_p):
    q, p = var_q.astype(np.float32), var_p.astype(np.float32)
    gap = (mean_q - mean_p).astype(np.float32)
    return float(np.sum(np.log(p / q) + (q + gap**2) / p - 1) / 2)
