# loses: test_linearization_bound
# because: the operator norm

# %% linearization_bound
import numpy as np


def linearization_bound(W, W0, x, beta):
    return beta / (2 * np.sqrt(len(W))) * np.linalg.norm(W - W0, 2) ** 2 * (x @ x)
