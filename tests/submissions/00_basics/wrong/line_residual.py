# loses: test_least_squares_gradient
# because: the errors, without the inner derivative

# %% least_squares_gradient
def least_squares_gradient(A, x, y):
    return 2 * (A @ x - y)
