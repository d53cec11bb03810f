# loses: test_factorization_gradients
# because: the product in the wrong order

# %% factorization_gradients
def factorization_gradients(U, V, R):
    E = V @ U - R
    return E @ V.T, U.T @ E
