# loses: test_factorization_gradients
# because: single precision

# %% factorization_gradients
import numpy as np


def factorization_gradients(U, V, R):
    U, V, R = (M.astype(np.float32) for M in (U, V, R))
    E = U @ V - R
    return E @ V.T, U.T @ E
