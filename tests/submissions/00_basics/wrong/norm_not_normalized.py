# loses: test_operator_norm
# because: the vector is normalized at the end only

# %% operator_norm
import numpy as np


def operator_norm(A, iterations, rng):
    v = rng.standard_normal(A.shape[1])
    if not A.any():
        return 0.0
    for _ in range(iterations):
        v = A.T @ (A @ v)
    return float(np.linalg.norm(A @ v) / np.linalg.norm(v))
