# loses: test_least_squares_gradient
# because: entries multiplied and not summed

# %% least_squares_gradient
def least_squares_gradient(A, x, y):
    return 2 * A * (A @ x - y)[:, None]
