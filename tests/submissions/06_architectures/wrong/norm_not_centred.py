# loses: test_batch_norm
# because: not centred

# %% batch_norm
import numpy as np


def batch_norm(H, gamma, theta, eps):
    return gamma * H / np.sqrt(H.var(axis=0, ddof=1) + eps) + theta
