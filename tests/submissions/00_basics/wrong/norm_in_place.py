# loses: test_operator_norm
# because: the matrix is scaled in place

# %% operator_norm
import numpy as np


def operator_norm(A, iterations, rng):
    v = rng.standard_normal(A.shape[1])
    if not A.any():
        return 0.0
    top = np.abs(A).max()
    A /= top
    for _ in range(iterations):
        v = A.T @ (A @ v)
        v = v / np.linalg.norm(v)
    return float(top * np.linalg.norm(A @ v))
