# loses: test_interpolator
# because: X^T in place of the pseudo-inverse

# %% interpolator


def interpolator(X, y, w0):
    return w0 + X.T @ (y - X @ w0)
