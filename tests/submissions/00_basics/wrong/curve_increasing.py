# loses: test_nonlinear_least_squares
# because: a link that only goes up is taken for granted

# %% nonlinear_least_squares
import numpy as np


def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = X @ w
    r, s, c = link(z) - y, np.abs(dlink(z)), d2link(z)
    gradient = X.T @ (r * s) / len(y)
    hessian = X.T @ ((s**2 + r * c)[:, None] * X) / len(y)
    return gradient, hessian
