# loses: test_batch_norm
# because: the mean of the squares for the variance

# %% batch_norm
import numpy as np


def batch_norm(H, gamma, theta, eps):
    return gamma * (H - H.mean(axis=0)) / np.sqrt((H**2).sum(axis=0) / (len(H) - 1) + eps) + theta
