# loses: test_linearized_output
# because: computes in single precision

# %% linearized_output
import numpy as np


def linearized_output(W, W0, a, x, activation, activation_derivative):
    return np.float32(a @ (activation(W0 @ x) + activation_derivative(W0 @ x) * ((W - W0) @ x)))
