# loses: test_ntk_summands
# because: the slope at the product of two preactivations

# %% ntk_summands
def ntk_summands(W, X, activation_derivative):
    z = W @ X.T
    return (X @ X.T) * activation_derivative(z[:, :, None] * z[:, None, :])
