# loses: test_linearized_output
# because: the slopes at W

# %% linearized_output


def linearized_output(W, W0, a, x, activation, activation_derivative):
    return a @ (activation(W0 @ x) + activation_derivative(W @ x) * ((W - W0) @ x))
