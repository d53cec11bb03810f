# loses: test_shallow_gradient
# because: shape (d, m)

# %% shallow_gradient
import numpy as np


def shallow_gradient(W, a, x, activation_derivative):
    return np.outer(x, a * activation_derivative(W @ x))
