# loses: test_nonlinear_least_squares
# because: the outer product of the gradient for the Hessian

# %% nonlinear_least_squares
import numpy as np


def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = X @ w
    r, s = link(z) - y, dlink(z)
    gradient = X.T @ (r * s) / len(y)
    hessian = np.outer(gradient, gradient)
    return gradient, hessian
