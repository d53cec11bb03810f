# loses: test_nonlinear_least_squares
# because: the rows of X are weighted in place

# %% nonlinear_least_squares
import numpy as np


def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = X @ w
    r, s, c = link(z) - y, dlink(z), d2link(z)
    X = np.asarray(X, dtype=float)
    gradient = X.T @ (r * s) / len(y)
    hessian = X.T @ ((s**2 + r * c)[:, None] * X) / len(y)
    X *= 2.0
    return gradient, hessian
