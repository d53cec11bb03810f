# loses: test_shallow_gradient
# because: a is divided by sqrt(m) once more

# %% shallow_gradient
import numpy as np


def shallow_gradient(W, a, x, activation_derivative):
    return np.outer(a * activation_derivative(W @ x), x) / np.sqrt(len(a))
