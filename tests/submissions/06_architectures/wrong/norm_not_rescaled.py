# loses: test_batch_norm
# because: without gamma and theta

# %% batch_norm
import numpy as np


def batch_norm(H, gamma, theta, eps):
    return (H - H.mean(axis=0)) / np.sqrt(H.var(axis=0, ddof=1) + eps)
