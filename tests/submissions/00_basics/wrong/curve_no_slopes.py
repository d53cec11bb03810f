# loses: test_nonlinear_least_squares
# because: the slope of the link is forgotten, and so is its curvature

# %% nonlinear_least_squares
def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = X @ w
    r = link(z) - y
    gradient = X.T @ r / len(y)
    hessian = X.T @ X / len(y)
    return gradient, hessian
