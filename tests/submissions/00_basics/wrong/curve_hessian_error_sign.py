# loses: test_nonlinear_least_squares
# because: the error y - link: the gradient has the right sign, the Hessian does not

# %% nonlinear_least_squares
def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = X @ w
    e, s, c = y - link(z), dlink(z), d2link(z)
    gradient = X.T @ (-e * s) / len(y)
    hessian = X.T @ ((s**2 + e * c)[:, None] * X) / len(y)
    return gradient, hessian
