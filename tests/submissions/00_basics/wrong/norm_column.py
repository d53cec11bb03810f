# loses: test_operator_norm
# because: a column, and the sum over one axis leaves an array

# %% operator_norm
import numpy as np


def operator_norm(A, iterations, rng):
    v = rng.standard_normal((A.shape[1], 1))
    if not A.any():
        return 0.0
    for _ in range(iterations):
        v = A.T @ (A @ v)
        v = v / np.linalg.norm(v)
    return np.linalg.norm(A @ v, axis=0)
