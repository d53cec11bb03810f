# loses: test_factorization_gradients
# because: the loss and one gradient

# %% factorization_gradients
import numpy as np


def factorization_gradients(U, V, R):
    E = U @ V - R
    return np.sum(E**2) / 2, U.T @ E
