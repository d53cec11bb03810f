# loses: test_linearized_output
# because: squeeze takes the axis of a single unit away

# %% linearized_output
import numpy as np


def linearized_output(W, W0, a, x, activation, activation_derivative):
    start = np.squeeze(W0 @ x)
    move = np.squeeze((W - W0) @ x)
    values = activation(start) + activation_derivative(start) * move
    return sum(weight * value for weight, value in zip(a, values, strict=True))
