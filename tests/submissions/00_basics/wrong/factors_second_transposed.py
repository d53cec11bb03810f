# loses: test_factorization_gradients
# because: the gradient for V transposed

# %% factorization_gradients
def factorization_gradients(U, V, R):
    E = U @ V - R
    return E @ V.T, E.T @ U
