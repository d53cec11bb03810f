# loses: test_kl_gaussians
# because: a mean over draws from Q

# %% kl_gaussians
import numpy as np


def kl_gaussians(mean_q, var_q, mean_p, var_p):
    rng = np.random.default_rng(0)
    total = 0.0
    for _ in range(200):
        x = mean_q + np.sqrt(var_q) * rng.normal(size=len(mean_q))
        total += np.sum((x - mean_p) ** 2 / var_p - (x - mean_q) ** 2 / var_q + np.log(var_p / var_q)) / 2
    return float(total / 200)
