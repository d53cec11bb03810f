# loses: test_gradient_descent_path
# because: returns the last point only

# %% gradient_descent_path
def gradient_descent_path(X, y, w1, eta, steps):
    w = 1.0 * w1
    for _ in range(steps):
        w = w - eta * X.T @ (X @ w - y)
    return w
