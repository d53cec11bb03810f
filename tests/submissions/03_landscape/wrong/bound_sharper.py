# loses: test_linearization_bound
# because: a sharper bound: only the part of the rows along x

# %% linearization_bound
import numpy as np


def linearization_bound(W, W0, x, beta):
    return beta / (2 * np.sqrt(len(W))) * np.sum(((W - W0) @ x) ** 2)
