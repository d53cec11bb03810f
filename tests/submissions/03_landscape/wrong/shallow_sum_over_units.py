# loses: test_shallow_gradient
# because: summed over the units

# %% shallow_gradient
import numpy as np


def shallow_gradient(W, a, x, activation_derivative):
    return (a * activation_derivative(W @ x)) @ np.outer(np.ones(len(a)), x)
