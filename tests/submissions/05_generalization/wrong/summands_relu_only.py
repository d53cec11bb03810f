# loses: test_ntk_summands
# because: the step in place of the given slope

# %% ntk_summands
def ntk_summands(W, X, activation_derivative):
    slopes = (W @ X.T > 0).astype(float)
    return (X @ X.T) * slopes[:, :, None] * slopes[:, None, :]
