# loses: test_operator_norm
# because: divided by the largest entry, so the last vector has another length

# %% operator_norm
import numpy as np


def operator_norm(A, iterations, rng):
    v = rng.standard_normal(A.shape[1])
    if not A.any():
        return 0.0
    for _ in range(iterations):
        v = A.T @ (A @ v)
        v = v / np.abs(v).max()
    return float(np.linalg.norm(A @ v))
