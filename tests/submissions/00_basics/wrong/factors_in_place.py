# loses: test_factorization_gradients
# because: R becomes the error

# %% factorization_gradients
def factorization_gradients(U, V, R):
    R -= U @ V
    return -R @ V.T, -U.T @ R
