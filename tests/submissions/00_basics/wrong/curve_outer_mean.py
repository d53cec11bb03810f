# loses: test_nonlinear_least_squares
# because: the outer product of a mean

# %% nonlinear_least_squares
import numpy as np


def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = X @ w
    r, s, c = link(z) - y, dlink(z), d2link(z)
    gradient = X.T @ (r * s) / len(y)
    hessian = np.outer((s**2 + r * c) @ X, X.mean(axis=0)) / len(y)
    return gradient, hessian
