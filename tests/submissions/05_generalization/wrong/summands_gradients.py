# loses: test_ntk_summands
# because: the gradients in place of their inner products

# %% ntk_summands
def ntk_summands(W, X, activation_derivative):
    slopes = activation_derivative(W @ X.T)
    return slopes[:, :, None] * X
