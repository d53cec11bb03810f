# loses: test_linearization_bound
# because: computes in single precision

# %% linearization_bound
import numpy as np


def linearization_bound(W, W0, x, beta):
    return np.float32(beta / (2 * np.sqrt(len(W))) * np.sum((W - W0) ** 2) * (x @ x))
