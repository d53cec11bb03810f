# loses: test_linearized_output
# because: the norm of the gradient times the distance

# %% linearized_output
import numpy as np


def linearized_output(W, W0, a, x, activation, activation_derivative):
    return a @ activation(W0 @ x) + np.linalg.norm(np.outer(a * activation_derivative(W0 @ x), x)) * np.linalg.norm(
        W - W0
    )
