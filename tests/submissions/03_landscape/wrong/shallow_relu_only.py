# loses: test_shallow_gradient
# because: the step of ReLU for every slope

# %% shallow_gradient
import numpy as np


def shallow_gradient(W, a, x, activation_derivative):
    return np.outer(a * (W @ x > 0), x)
