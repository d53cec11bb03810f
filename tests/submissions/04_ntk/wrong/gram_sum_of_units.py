# loses: test_ntk_gram
# because: the sum over the units, not the mean

# %% ntk_gram


def ntk_gram(W, X):
    active = (X @ W.T > 0).astype(float)
    return (X @ X.T) * (active @ active.T)
