# loses: test_nonlinear_least_squares
# because: y becomes the error

# %% nonlinear_least_squares
def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = X @ w
    y -= link(z)
    r, s, c = -y, dlink(z), d2link(z)
    gradient = X.T @ (r * s) / len(y)
    hessian = X.T @ ((s**2 + r * c)[:, None] * X) / len(y)
    return gradient, hessian
