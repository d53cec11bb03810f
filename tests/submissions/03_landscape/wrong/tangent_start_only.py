# loses: test_linearized_output
# because: f(W0) only

# %% linearized_output


def linearized_output(W, W0, a, x, activation, activation_derivative):
    return a @ activation(W0 @ x)
