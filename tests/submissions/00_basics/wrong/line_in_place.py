# loses: test_least_squares_gradient
# because: y is changed

# %% least_squares_gradient
def least_squares_gradient(A, x, y):
    y -= A @ x
    return -2 * A.T @ y
