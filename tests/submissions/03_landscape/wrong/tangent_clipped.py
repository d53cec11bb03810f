# loses: test_linearized_output
# because: steps of a unit are cut off at 10

# %% linearized_output
import numpy as np


def linearized_output(W, W0, a, x, activation, activation_derivative):
    return a @ (activation(W0 @ x) + activation_derivative(W0 @ x) * np.clip((W - W0) @ x, -30, 30))
