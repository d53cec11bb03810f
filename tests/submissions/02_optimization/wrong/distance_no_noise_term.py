# loses: test_sgd_expected_squared_distance
# because: forgets the term with eta squared

# %% sgd_expected_squared_distance
def sgd_expected_squared_distance(X, y, w, w_star, eta):
    v = w - w_star
    return v @ v - 2 * eta * v @ (X.T @ (X @ w - y))
