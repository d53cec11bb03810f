# loses: test_nonlinear_least_squares
# because: an if with a link of an array

# %% nonlinear_least_squares
def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = X @ w
    r = link(z) - y if link(z) > y else y - link(z)
    s, c = dlink(z), d2link(z)
    gradient = X.T @ (r * s) / len(y)
    hessian = X.T @ ((s**2 + r * c)[:, None] * X) / len(y)
    return gradient, hessian
