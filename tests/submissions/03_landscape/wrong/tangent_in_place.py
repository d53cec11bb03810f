# loses: test_linearized_output
# because: W is overwritten by the difference

# %% linearized_output
def linearized_output(W, W0, a, x, activation, activation_derivative):
    start = W0 @ x
    W -= W0
    return a @ (activation(start) + activation_derivative(start) * (W @ x))
