# loses: test_shallow_gradient
# because: the sign of a is lost

# %% shallow_gradient
import numpy as np


def shallow_gradient(W, a, x, activation_derivative):
    return np.outer(np.abs(a) * activation_derivative(W @ x), x)
