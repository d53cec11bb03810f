# loses: test_nonlinear_least_squares
# because: the slope is not squared

# %% nonlinear_least_squares
def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = X @ w
    r, s, c = link(z) - y, dlink(z), d2link(z)
    gradient = X.T @ (r * s) / len(y)
    hessian = X.T @ ((s + r * c)[:, None] * X) / len(y)
    return gradient, hessian
