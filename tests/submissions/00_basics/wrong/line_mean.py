# loses: test_least_squares_gradient
# because: a mean in place of the sum

# %% least_squares_gradient
def least_squares_gradient(A, x, y):
    return 2 * A.T @ (A @ x - y) / len(y)
