# loses: test_least_squares_gradient
# because: the 2 is missing before A^T y only

# %% least_squares_gradient
def least_squares_gradient(A, x, y):
    return 2 * A.T @ A @ x - A.T @ y
