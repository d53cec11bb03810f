# loses: test_linearized_output
# because: the way is stored with the type of W

# %% linearized_output
import numpy as np


def linearized_output(W, W0, a, x, activation, activation_derivative):
    way = np.zeros_like(W0 @ x)
    way[:] = activation_derivative(W0 @ x) * ((W - W0) @ x)
    return a @ (activation(W0 @ x) + way)
