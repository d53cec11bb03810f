# loses: test_factorization_gradients
# because: U in place of U^T

# %% factorization_gradients
def factorization_gradients(U, V, R):
    E = U @ V - R
    return E @ V.T, U @ E
