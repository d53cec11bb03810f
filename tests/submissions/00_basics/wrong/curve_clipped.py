# loses: test_nonlinear_least_squares
# because: negative curvature is cut off

# %% nonlinear_least_squares
import numpy as np


def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = X @ w
    r, s, c = link(z) - y, dlink(z), d2link(z)
    gradient = X.T @ (r * s) / len(y)
    hessian = X.T @ (np.maximum(s**2 + r * c, 0)[:, None] * X) / len(y)
    return gradient, hessian
