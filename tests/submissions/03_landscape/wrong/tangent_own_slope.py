# loses: test_linearized_output
# because: differences for the derivative, which lose half of the digits

# %% linearized_output


def linearized_output(W, W0, a, x, activation, activation_derivative):
    slope = (activation(W0 @ x + 1e-6) - activation(W0 @ x)) / 1e-6
    return a @ (activation(W0 @ x) + slope * ((W - W0) @ x))
