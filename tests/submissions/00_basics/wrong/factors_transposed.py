# loses: test_factorization_gradients
# because: both gradients transposed

# %% factorization_gradients
def factorization_gradients(U, V, R):
    E = U @ V - R
    return (E @ V.T).T, (U.T @ E).T
