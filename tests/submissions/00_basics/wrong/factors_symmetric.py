# loses: test_factorization_gradients
# because: as if R were U U^T

# %% factorization_gradients
def factorization_gradients(U, V, R):
    E = U @ V - R
    return 2 * E @ E.T @ U, U.T @ E
