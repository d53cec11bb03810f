# loses: test_nonlinear_least_squares
# because: the second derivative of the link is forgotten: Gauss-Newton

# %% nonlinear_least_squares
def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = X @ w
    r, s = link(z) - y, dlink(z)
    gradient = X.T @ (r * s) / len(y)
    hessian = X.T @ ((s**2)[:, None] * X) / len(y)
    return gradient, hessian
