# loses: test_nonlinear_least_squares
# because: a factor 2 too much

# %% nonlinear_least_squares
def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = X @ w
    r, s, c = link(z) - y, dlink(z), d2link(z)
    gradient = 2 * X.T @ (r * s) / len(y)
    hessian = 2 * X.T @ ((s**2 + r * c)[:, None] * X) / len(y)
    return gradient, hessian
