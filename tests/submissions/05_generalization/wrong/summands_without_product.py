# loses: test_ntk_summands
# because: x_i x_j left out

# %% ntk_summands
def ntk_summands(W, X, activation_derivative):
    slopes = activation_derivative(W @ X.T)
    return slopes[:, :, None] * slopes[:, None, :]
