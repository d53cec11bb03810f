# loses: test_operator_norm
# because: nothing is returned for the zero matrix

# %% operator_norm
import numpy as np


def operator_norm(A, iterations, rng):
    v = rng.standard_normal(A.shape[1])
    if not A.any():
        return None
    for _ in range(iterations):
        v = A.T @ (A @ v)
        v = v / np.linalg.norm(v)
    return float(np.linalg.norm(A @ v))
