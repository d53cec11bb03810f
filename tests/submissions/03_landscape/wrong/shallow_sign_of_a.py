# loses: test_shallow_gradient
# because: a is taken for its sign over sqrt(m)

# %% shallow_gradient
import numpy as np


def shallow_gradient(W, a, x, activation_derivative):
    return np.outer(np.sign(a) / np.sqrt(len(a)) * activation_derivative(W @ x), x)
