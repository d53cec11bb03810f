# loses: test_nonlinear_least_squares
# because: something small on the diagonal, so that it has an inverse

# %% nonlinear_least_squares
import numpy as np


def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = X @ w
    r, s, c = link(z) - y, dlink(z), d2link(z)
    gradient = X.T @ (r * s) / len(y)
    hessian = X.T @ ((s**2 + r * c)[:, None] * X) / len(y) + 1e-3 * np.eye(len(w))
    return gradient, hessian
