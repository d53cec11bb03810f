# loses: test_batch_norm
# because: the variance divided by B

# %% batch_norm
import numpy as np


def batch_norm(H, gamma, theta, eps):
    return gamma * (H - H.mean(axis=0)) / np.sqrt(H.var(axis=0) + eps) + theta
