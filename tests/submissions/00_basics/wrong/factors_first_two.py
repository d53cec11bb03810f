# loses: test_factorization_gradients
# because: a factor 2 for U only

# %% factorization_gradients
def factorization_gradients(U, V, R):
    E = U @ V - R
    return 2 * E @ V.T, U.T @ E
