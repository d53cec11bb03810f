# loses: test_nonlinear_least_squares
# because: samples in the columns

# %% nonlinear_least_squares
def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = X.T @ w
    r, s, c = link(z) - y, dlink(z), d2link(z)
    gradient = X @ (r * s) / len(y)
    hessian = X @ ((s**2 + r * c)[:, None] * X.T) / len(y)
    return gradient, hessian
