# loses: test_linearization_bound
# because: all entries for the rows

# %% linearization_bound
import numpy as np


def linearization_bound(W, W0, x, beta):
    return beta / (2 * np.sqrt(W.size)) * np.sum((W - W0) ** 2) * (x @ x)
