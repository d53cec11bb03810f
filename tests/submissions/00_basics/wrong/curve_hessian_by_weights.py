# loses: test_nonlinear_least_squares
# because: the Hessian is divided by the number of weights

# %% nonlinear_least_squares
def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = X @ w
    e, s, c = link(z) - y, dlink(z), d2link(z)
    gradient = X.T @ (e * s) / len(y)
    hessian = X.T @ ((s**2 + e * c)[:, None] * X) / X.shape[1]
    return gradient, hessian
