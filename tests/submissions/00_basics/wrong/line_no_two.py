# loses: test_least_squares_gradient
# because: the 2 of the derivative of a square is missing

# %% least_squares_gradient
def least_squares_gradient(A, x, y):
    return A.T @ (A @ x - y)
