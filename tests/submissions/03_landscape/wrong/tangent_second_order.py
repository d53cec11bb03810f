# loses: test_linearized_output
# because: the square of the way, too

# %% linearized_output


def linearized_output(W, W0, a, x, activation, activation_derivative):
    return a @ (activation(W0 @ x) + activation_derivative(W0 @ x) * ((W - W0) @ x) + 0.5 * ((W - W0) @ x) ** 2)
