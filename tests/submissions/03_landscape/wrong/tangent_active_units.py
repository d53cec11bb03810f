# loses: test_linearized_output
# because: ReLU in mind: only units with a positive input

# %% linearized_output


def linearized_output(W, W0, a, x, activation, activation_derivative):
    return a @ (activation(W0 @ x) + activation_derivative(W0 @ x) * (W0 @ x > 0) * ((W - W0) @ x))
