# loses: test_linearization_bound
# because: beta is forgotten

# %% linearization_bound
import numpy as np


def linearization_bound(W, W0, x, beta):
    return np.sum((W - W0) ** 2) * (x @ x) / (2 * np.sqrt(len(W)))
