# loses: test_batch_norm
# because: one mean and one variance for the whole batch

# %% batch_norm
import numpy as np


def batch_norm(H, gamma, theta, eps):
    return gamma * (H - H.mean()) / np.sqrt(H.var(ddof=1) + eps) + theta
