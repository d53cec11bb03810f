# loses: test_least_squares_gradient
# because: a column

# %% least_squares_gradient
def least_squares_gradient(A, x, y):
    return (2 * A.T @ (A @ x - y))[:, None]
