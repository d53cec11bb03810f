# loses: test_linearized_output
# because: a is divided by sqrt(m) once more

# %% linearized_output
import numpy as np


def linearized_output(W, W0, a, x, activation, activation_derivative):
    return a @ (activation(W0 @ x) + activation_derivative(W0 @ x) * ((W - W0) @ x)) / np.sqrt(len(a))
