# loses: test_factorization_gradients
# because: the gradient for U only

# %% factorization_gradients
def factorization_gradients(U, V, R):
    return (U @ V - R) @ V.T
