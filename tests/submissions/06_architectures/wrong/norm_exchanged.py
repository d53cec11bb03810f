# loses: test_batch_norm
# because: gamma and theta exchanged

# %% batch_norm
import numpy as np


def batch_norm(H, gamma, theta, eps):
    return theta * (H - H.mean(axis=0)) / np.sqrt(H.var(axis=0, ddof=1) + eps) + gamma
