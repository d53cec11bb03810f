# loses: test_factorization_gradients
# because: errors only where R is not zero, as for ratings

# %% factorization_gradients
def factorization_gradients(U, V, R):
    E = (U @ V - R) * (R != 0)
    return E @ V.T, U.T @ E
