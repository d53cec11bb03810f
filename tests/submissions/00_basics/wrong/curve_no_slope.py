# loses: test_nonlinear_least_squares
# because: the slope of the link is forgotten

# %% nonlinear_least_squares
def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = X @ w
    r, s, c = link(z) - y, dlink(z), d2link(z)
    gradient = X.T @ r / len(y)
    hessian = X.T @ ((s**2 + r * c)[:, None] * X) / len(y)
    return gradient, hessian
