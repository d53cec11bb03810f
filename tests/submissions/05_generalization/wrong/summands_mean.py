# loses: test_ntk_summands
# because: the sampled kernel

# %% ntk_summands
def ntk_summands(W, X, activation_derivative):
    slopes = activation_derivative(W @ X.T)
    return (X @ X.T) * (slopes.T @ slopes) / len(W)
