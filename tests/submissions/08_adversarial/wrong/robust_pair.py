# loses: test_robust_network
# because: the offsets are missing

# %% robust_network


def robust_network(X, y, c):
    d = X.shape[1]
    a = y.astype(float)
    W = 2 * X / (d * (1 - c))
    return a, W
