# loses: test_nonlinear_least_squares
# because: the diagonal as a vector

# %% nonlinear_least_squares
def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = X @ w
    r, s, c = link(z) - y, dlink(z), d2link(z)
    gradient = X.T @ (r * s) / len(y)
    hessian = (s**2 + r * c) @ X**2 / len(y)
    return gradient, hessian
