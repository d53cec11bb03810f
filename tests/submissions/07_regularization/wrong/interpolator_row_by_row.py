# loses: test_interpolator
# because: each row by itself, once

# %% interpolator


def interpolator(X, y, w0):
    w = w0
    for x, target in zip(X, y, strict=True):
        w = w + (target - x @ w) / (x @ x) * x
    return w
