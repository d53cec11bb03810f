# loses: test_nonlinear_least_squares
# because: a half too much

# %% nonlinear_least_squares
def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = X @ w
    r, s, c = link(z) - y, dlink(z), d2link(z)
    gradient = X.T @ (r * s) / (2 * len(y))
    hessian = X.T @ ((s**2 + r * c)[:, None] * X) / (2 * len(y))
    return gradient, hessian
