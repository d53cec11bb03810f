# loses: test_batch_norm
# because: the batch that was given is changed

# %% batch_norm
import numpy as np


def batch_norm(H, gamma, theta, eps):
    sigma = np.sqrt(H.var(axis=0, ddof=1) + eps)
    H -= H.mean(axis=0)
    H *= gamma / sigma
    H += theta
    return H
