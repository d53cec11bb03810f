# loses: test_linearization_bound
# because: the norm of W for that of the difference

# %% linearization_bound
import numpy as np


def linearization_bound(W, W0, x, beta):
    return beta / (2 * np.sqrt(len(W))) * np.sum(W**2) * (x @ x)
