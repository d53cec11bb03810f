# loses: test_least_squares_gradient
# because: x is made a descent step in place

# %% least_squares_gradient
def least_squares_gradient(A, x, y):
    gradient = 2 * A.T @ (A @ x - y)
    x -= 0 * gradient + 1
    return gradient
