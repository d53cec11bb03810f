# loses: test_factorization_gradients
# because: prints the answer and returns nothing

# %% factorization_gradients
def factorization_gradients(U, V, R):
    E = U @ V - R
    print(E @ V.T, U.T @ E)
