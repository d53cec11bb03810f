# loses: test_batch_norm
# because: the wrong axis

# %% batch_norm
import numpy as np


def batch_norm(H, gamma, theta, eps):
    return gamma * (H - H.mean(axis=1)) / np.sqrt(H.var(axis=1, ddof=1) + eps) + theta
