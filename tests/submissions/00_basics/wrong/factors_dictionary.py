# loses: test_factorization_gradients
# because: a dictionary

# %% factorization_gradients
def factorization_gradients(U, V, R):
    E = U @ V - R
    return {"U": E @ V.T, "V": U.T @ E}
