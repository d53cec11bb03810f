# loses: test_factorization_gradients
# because: half of it

# %% factorization_gradients
def factorization_gradients(U, V, R):
    E = U @ V - R
    return E @ V.T / 2, U.T @ E / 2
