# loses: test_shallow_gradient
# because: the step of gradient descent

# %% shallow_gradient
import numpy as np


def shallow_gradient(W, a, x, activation_derivative):
    return -np.outer(a * activation_derivative(W @ x), x)
