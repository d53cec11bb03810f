# loses: test_batch_norm
# because: a constant unit becomes 0, not theta

# %% batch_norm
import numpy as np


def batch_norm(H, gamma, theta, eps):
    sigma = H.std(axis=0, ddof=1)
    return np.where(sigma > 0, gamma * (H - H.mean(axis=0)) / np.sqrt(sigma**2 + eps) + theta, 0.0)
