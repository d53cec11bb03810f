# loses: test_ntk_gram
# because: x_i x_j left out

# %% ntk_gram


def ntk_gram(W, X):
    active = (X @ W.T > 0).astype(float)
    return active @ active.T / len(W)
