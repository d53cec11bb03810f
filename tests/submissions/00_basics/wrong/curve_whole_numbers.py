# loses: test_nonlinear_least_squares
# because: products rounded to integers

# %% nonlinear_least_squares
import numpy as np


def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = (X @ w).astype(X.dtype)
    r = np.zeros_like(z)
    r[:] = link(z) - y
    s, c = dlink(z), d2link(z)
    gradient = X.T @ (r * s) / len(y)
    hessian = X.T @ ((s**2 + r * c)[:, None] * X) / len(y)
    return gradient, hessian
