# loses: test_linearized_output
# because: the derivative for the activation

# %% linearized_output


def linearized_output(W, W0, a, x, activation, activation_derivative):
    return a @ (activation_derivative(W0 @ x) + activation_derivative(W0 @ x) * ((W - W0) @ x))
