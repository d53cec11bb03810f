# loses: test_shallow_gradient
# because: the input is forgotten

# %% shallow_gradient
import numpy as np


def shallow_gradient(W, a, x, activation_derivative):
    return np.outer(a * activation_derivative(W @ x), np.ones(len(x)))
