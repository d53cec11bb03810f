# loses: test_least_squares_gradient
# because: prints the answer and returns nothing

# %% least_squares_gradient
def least_squares_gradient(A, x, y):
    print(2 * A.T @ (A @ x - y))
