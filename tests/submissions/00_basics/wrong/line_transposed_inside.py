# loses: test_least_squares_gradient
# because: A^T inside and A outside

# %% least_squares_gradient
def least_squares_gradient(A, x, y):
    return 2 * A @ (A.T @ x - y)
