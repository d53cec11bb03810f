# loses: test_ntk_gram
# because: divides by the dimension for the number of units

# %% ntk_gram


def ntk_gram(W, X):
    active = (X @ W.T > 0).astype(float)
    return (X @ X.T) * (active @ active.T) / W.shape[1]
