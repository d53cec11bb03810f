# loses: test_nonlinear_least_squares
# because: the Hessian by forward differences of the gradient

# %% nonlinear_least_squares
import numpy as np


def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    def slope(u):
        z = X @ u
        return X.T @ ((link(z) - y) * dlink(z)) / len(y)

    h = 1e-6
    start = slope(w)
    columns = [(slope(w + h * e) - start) / h for e in np.eye(len(w))]
    return start, np.array(columns).T
