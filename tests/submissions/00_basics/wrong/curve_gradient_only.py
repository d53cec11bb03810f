# loses: test_nonlinear_least_squares
# because: the gradient only

# %% nonlinear_least_squares
def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = X @ w
    r, s = link(z) - y, dlink(z)
    gradient = X.T @ (r * s) / len(y)
    return gradient
