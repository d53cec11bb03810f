# loses: test_factorization_gradients
# because: each error times its own factor

# %% factorization_gradients
def factorization_gradients(U, V, R):
    E = U @ V - R
    return U.T @ E @ V.T @ V, E @ V.T
