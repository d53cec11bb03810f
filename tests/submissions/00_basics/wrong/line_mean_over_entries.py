# loses: test_least_squares_gradient
# because: divided by the number of unknowns

# %% least_squares_gradient
def least_squares_gradient(A, x, y):
    return 2 * A.T @ (A @ x - y) / len(x)
