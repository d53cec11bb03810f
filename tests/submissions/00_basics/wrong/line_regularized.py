# loses: test_least_squares_gradient
# because: a penalty that nobody asked for

# %% least_squares_gradient
def least_squares_gradient(A, x, y):
    return 2 * A.T @ (A @ x - y) + 0.1 * x
