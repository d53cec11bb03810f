# loses: test_shallow_gradient
# because: the slope is forgotten

# %% shallow_gradient
import numpy as np


def shallow_gradient(W, a, x, activation_derivative):
    return np.outer(a, x)
