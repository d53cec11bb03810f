# loses: test_batch_norm
# because: the median for the mean

# %% batch_norm
import numpy as np


def batch_norm(H, gamma, theta, eps):
    return gamma * (H - np.median(H, axis=0)) / np.sqrt(H.var(axis=0, ddof=1) + eps) + theta
