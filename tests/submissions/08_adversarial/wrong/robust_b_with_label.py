# loses: test_robust_network
# because: the label in the offset

# %% robust_network


def robust_network(X, y, c):
    d = X.shape[1]
    a = y.astype(float)
    W = 2 * X / (d * (1 - c))
    b = -y * (1 + c) / (1 - c)
    return a, W, b
