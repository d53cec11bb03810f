# loses: test_shallow_gradient
# because: one slope for all units

# %% shallow_gradient
import numpy as np


def shallow_gradient(W, a, x, activation_derivative):
    return np.outer(a * activation_derivative((W @ x).sum()), x)
