# loses: test_linearization_bound
# because: d for m

# %% linearization_bound
import numpy as np


def linearization_bound(W, W0, x, beta):
    return beta / (2 * np.sqrt(W.shape[1])) * np.sum((W - W0) ** 2) * (x @ x)
