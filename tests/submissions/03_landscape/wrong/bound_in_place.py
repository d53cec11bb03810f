# loses: test_linearization_bound
# because: W is overwritten by the difference

# %% linearization_bound
import numpy as np


def linearization_bound(W, W0, x, beta):
    W -= W0
    return beta / (2 * np.sqrt(len(W))) * np.sum(W**2) * (x @ x)
