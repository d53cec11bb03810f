# loses: test_nonlinear_least_squares
# because: as for logistic regression: no slope in the gradient, one in the Hessian

# %% nonlinear_least_squares
def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = X @ w
    r, s = link(z) - y, dlink(z)
    gradient = X.T @ r / len(y)
    hessian = X.T @ (s[:, None] * X) / len(y)
    return gradient, hessian
