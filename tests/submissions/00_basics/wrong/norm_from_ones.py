# loses: test_operator_norm
# because: a start of ones

# %% operator_norm
import numpy as np


def operator_norm(A, iterations, rng):
    v = np.ones(A.shape[1])
    if not A.any():
        return 0.0
    for _ in range(iterations):
        v = A.T @ (A @ v)
        v = v / np.linalg.norm(v)
    return float(np.linalg.norm(A @ v))
