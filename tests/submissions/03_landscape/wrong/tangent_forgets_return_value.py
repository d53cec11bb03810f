# loses: test_linearized_output
# because: nothing is returned at W = W0

# %% linearized_output
import numpy as np


def linearized_output(W, W0, a, x, activation, activation_derivative):
    if np.array_equal(W, W0):
        return
    return a @ (activation(W0 @ x) + activation_derivative(W0 @ x) * ((W - W0) @ x))
