# loses: test_ntk_gram
# because: a threshold instead of the sign of w x

# %% ntk_gram


def ntk_gram(W, X):
    active = (X @ W.T > 1e-3).astype(float)
    return (X @ X.T) * (active @ active.T) / len(W)
