# loses: test_shallow_gradient
# because: stored with the type of W

# %% shallow_gradient
import numpy as np


def shallow_gradient(W, a, x, activation_derivative):
    gradient = np.zeros_like(W)
    gradient[:] = np.outer(a * activation_derivative(W @ x), x)
    return gradient
