# loses: test_least_squares_gradient
# because: the part with A^T A is forgotten

# %% least_squares_gradient
def least_squares_gradient(A, x, y):
    return -2 * A.T @ y
