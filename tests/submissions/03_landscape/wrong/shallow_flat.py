# loses: test_shallow_gradient
# because: a vector for a matrix

# %% shallow_gradient
import numpy as np


def shallow_gradient(W, a, x, activation_derivative):
    return np.outer(a * activation_derivative(W @ x), x).ravel()
