# loses: test_factorization_gradients
# because: the gradient for V first

# %% factorization_gradients
def factorization_gradients(U, V, R):
    E = U @ V - R
    return U.T @ E, E @ V.T
