# loses: test_least_squares_gradient
# because: half of a mean

# %% least_squares_gradient
def least_squares_gradient(A, x, y):
    return A.T @ (A @ x - y) / len(y)
