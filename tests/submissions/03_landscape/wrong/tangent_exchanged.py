# loses: test_linearized_output
# because: W and W0 exchanged

# %% linearized_output


def linearized_output(W, W0, a, x, activation, activation_derivative):
    return a @ (activation(W @ x) + activation_derivative(W @ x) * ((W0 - W) @ x))
