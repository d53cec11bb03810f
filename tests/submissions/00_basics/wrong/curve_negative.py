# loses: test_nonlinear_least_squares
# because: the gradient with the wrong sign

# %% nonlinear_least_squares
def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = X @ w
    r, s, c = link(z) - y, dlink(z), d2link(z)
    gradient = X.T @ ((y - link(z)) * s) / len(y)
    hessian = X.T @ ((s**2 + r * c)[:, None] * X) / len(y)
    return gradient, hessian
