# loses: test_least_squares_gradient
# because: the wrong sign

# %% least_squares_gradient
def least_squares_gradient(A, x, y):
    return 2 * A.T @ (y - A @ x)
