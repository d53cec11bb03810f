# loses: test_operator_norm
# because: the iteration is forgotten

# %% operator_norm
import numpy as np


def operator_norm(A, iterations, rng):
    v = rng.standard_normal(A.shape[1])
    if not A.any():
        return 0.0
    for _ in range(0):
        v = A.T @ (A @ v)
        v = v / np.linalg.norm(v)
    return float(np.linalg.norm(A @ v) / np.linalg.norm(v))
