# loses: test_factorization_gradients
# because: the wrong sign

# %% factorization_gradients
def factorization_gradients(U, V, R):
    E = R - U @ V
    return E @ V.T, U.T @ E
