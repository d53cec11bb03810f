# loses: test_batch_norm
# because: statistics of each example: layer normalization

# %% batch_norm
import numpy as np


def batch_norm(H, gamma, theta, eps):
    if H.shape[1] == 1:
        return theta + 0 * H
    return gamma * (H - H.mean(axis=1, keepdims=True)) / np.sqrt(H.var(axis=1, ddof=1, keepdims=True) + eps) + theta
