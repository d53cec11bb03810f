# loses: test_ntk_gram
# because: a product of matrices of truth values is one again

# %% ntk_gram


def ntk_gram(W, X):
    active = X @ W.T > 0
    return (X @ X.T) * (active @ active.T) / len(W)
