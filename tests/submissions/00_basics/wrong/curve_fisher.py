# loses: test_nonlinear_least_squares
# because: the mean outer product of the samples' gradients

# %% nonlinear_least_squares
def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = X @ w
    r, s = link(z) - y, dlink(z)
    gradient = X.T @ (r * s) / len(y)
    hessian = (X.T * (r * s) ** 2) @ X / len(y)
    return gradient, hessian
