# loses: test_shallow_gradient
# because: the slope at the weights, not at w x

# %% shallow_gradient


def shallow_gradient(W, a, x, activation_derivative):
    return a[:, None] * activation_derivative(W) * x
