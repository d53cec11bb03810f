# loses: test_factorization_gradients
# because: vectors in place of matrices

# %% factorization_gradients
def factorization_gradients(U, V, R):
    E = U @ V - R
    return (E @ V.T).ravel(), (U.T @ E).ravel()
