# loses: test_factorization_gradients
# because: a penalty that nobody asked for

# %% factorization_gradients
def factorization_gradients(U, V, R):
    E = U @ V - R
    return E @ V.T + 0.01 * U, U.T @ E + 0.01 * V
