# loses: test_linearized_output
# because: divides by the distance, which is zero at W = W0

# %% linearized_output
import numpy as np


def linearized_output(W, W0, a, x, activation, activation_derivative):
    step = np.sqrt(np.sum((W - W0) ** 2))
    return a @ activation(W0 @ x) + step * np.sum(np.outer(a * activation_derivative(W0 @ x), x) * (W - W0) / step)
