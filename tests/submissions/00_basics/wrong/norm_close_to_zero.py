# loses: test_operator_norm
# because: np.allclose takes a small matrix for zero

# %% operator_norm
import numpy as np


def operator_norm(A, iterations, rng):
    v = rng.standard_normal(A.shape[1])
    if np.allclose(A, 0, atol=1e-5):
        return 0.0
    for _ in range(iterations):
        v = A.T @ (A @ v)
        v = v / np.linalg.norm(v)
    return float(np.linalg.norm(A @ v))
