# loses: test_linearized_output
# because: the network itself

# %% linearized_output


def linearized_output(W, W0, a, x, activation, activation_derivative):
    return a @ activation(W @ x)
