# loses: test_shallow_gradient
# because: a is multiplied in place

# %% shallow_gradient
import numpy as np


def shallow_gradient(W, a, x, activation_derivative):
    if a.dtype == float:
        a *= activation_derivative(W @ x)
    else:
        a = a * activation_derivative(W @ x)
    return np.outer(a, x)
