# loses: test_linearization_bound
# because: sqrt(m) above the line

# %% linearization_bound
import numpy as np


def linearization_bound(W, W0, x, beta):
    return beta * np.sqrt(len(W)) / 2 * np.sum((W - W0) ** 2) * (x @ x)
