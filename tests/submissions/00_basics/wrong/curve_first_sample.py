# loses: test_nonlinear_least_squares
# because: the first sample only

# %% nonlinear_least_squares
import numpy as np


def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = X @ w
    r, s, c = link(z) - y, dlink(z), d2link(z)
    gradient = r[0] * s[0] * X[0]
    hessian = (s[0] ** 2 + r[0] * c[0]) * np.outer(X[0], X[0])
    return gradient, hessian
