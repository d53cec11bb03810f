# loses: test_nonlinear_least_squares
# because: single precision

# %% nonlinear_least_squares
import numpy as np


def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    X, w = X.astype(np.float32), w.astype(np.float32)
    z = X @ w
    r, s, c = link(z) - y.astype(np.float32), dlink(z), d2link(z)
    gradient = X.T @ (r * s) / len(y)
    hessian = X.T @ ((s**2 + r * c)[:, None] * X) / len(y)
    return gradient, hessian
