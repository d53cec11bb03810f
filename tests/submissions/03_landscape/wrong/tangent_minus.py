# loses: test_linearized_output
# because: W0 - W

# %% linearized_output
import numpy as np


def linearized_output(W, W0, a, x, activation, activation_derivative):
    return a @ activation(W0 @ x) - np.sum(np.outer(a * activation_derivative(W0 @ x), x) * (W - W0))
