# loses: test_least_squares_gradient
# because: a row

# %% least_squares_gradient
def least_squares_gradient(A, x, y):
    return 2 * (A @ x - y)[None, :] @ A
