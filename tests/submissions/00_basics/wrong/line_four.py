# loses: test_least_squares_gradient
# because: two factors of 2

# %% least_squares_gradient
def least_squares_gradient(A, x, y):
    return 4 * A.T @ (A @ x - y)
