# loses: test_operator_norm
# because: the length of A^T A v, which tends to the square

# %% operator_norm
import numpy as np


def operator_norm(A, iterations, rng):
    v = rng.standard_normal(A.shape[1])
    if not A.any():
        return 0.0
    for _ in range(iterations):
        v = A.T @ (A @ v)
        size = np.linalg.norm(v)
        v = v / size
    return float(size)
