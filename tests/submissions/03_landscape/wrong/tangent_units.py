# loses: test_linearized_output
# because: the units are not added up

# %% linearized_output


def linearized_output(W, W0, a, x, activation, activation_derivative):
    return a * (activation(W0 @ x) + activation_derivative(W0 @ x) * ((W - W0) @ x))
