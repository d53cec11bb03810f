# loses: test_factorization_gradients
# because: the wrong sign for V only

# %% factorization_gradients
def factorization_gradients(U, V, R):
    E = U @ V - R
    return E @ V.T, -U.T @ E
