# loses: test_batch_norm
# because: the square of eps

# %% batch_norm
import numpy as np


def batch_norm(H, gamma, theta, eps):
    return gamma * (H - H.mean(axis=0)) / np.sqrt(H.var(axis=0, ddof=1) + eps**2) + theta
