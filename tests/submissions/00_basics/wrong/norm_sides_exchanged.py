# loses: test_operator_norm
# because: A A^T in place of A^T A

# %% operator_norm
import numpy as np


def operator_norm(A, iterations, rng):
    v = rng.standard_normal(A.shape[1])
    if not A.any():
        return 0.0
    for _ in range(iterations):
        v = A @ (A.T @ v)
        v = v / np.linalg.norm(v)
    return float(np.linalg.norm(A @ v))
