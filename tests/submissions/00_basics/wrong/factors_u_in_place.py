# loses: test_factorization_gradients
# because: U takes a step in place

# %% factorization_gradients
def factorization_gradients(U, V, R):
    E = U @ V - R
    dU, dV = E @ V.T, U.T @ E
    U -= dU.astype(U.dtype)
    return dU, dV
