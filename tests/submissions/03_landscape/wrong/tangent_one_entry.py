# loses: test_linearized_output
# because: an array of one number

# %% linearized_output
import numpy as np


def linearized_output(W, W0, a, x, activation, activation_derivative):
    return np.array([a @ (activation(W0 @ x) + activation_derivative(W0 @ x) * ((W - W0) @ x))])
