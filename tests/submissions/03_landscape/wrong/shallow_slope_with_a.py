# loses: test_shallow_gradient
# because: the slope at a_j w_j x

# %% shallow_gradient
import numpy as np


def shallow_gradient(W, a, x, activation_derivative):
    return np.outer(a * activation_derivative(a * (W @ x)), x)
