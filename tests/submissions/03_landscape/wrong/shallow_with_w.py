# loses: test_shallow_gradient
# because: the gradient with respect to x

# %% shallow_gradient


def shallow_gradient(W, a, x, activation_derivative):
    return (a * activation_derivative(W @ x))[:, None] * W
