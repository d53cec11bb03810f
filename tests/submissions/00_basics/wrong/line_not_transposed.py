# loses: test_least_squares_gradient
# because: A in place of A^T, which must be square

# %% least_squares_gradient
def least_squares_gradient(A, x, y):
    return 2 * A @ (A @ x - y)
