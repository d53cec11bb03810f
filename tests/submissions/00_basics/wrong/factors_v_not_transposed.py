# loses: test_factorization_gradients
# because: V in place of V^T

# %% factorization_gradients
def factorization_gradients(U, V, R):
    E = U @ V - R
    return E @ V, U.T @ E
