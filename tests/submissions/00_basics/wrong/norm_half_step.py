# loses: test_operator_norm
# because: A in place of A^T A, which must be square

# %% operator_norm
import numpy as np


def operator_norm(A, iterations, rng):
    v = rng.standard_normal(A.shape[1])
    if not A.any():
        return 0.0
    for _ in range(iterations):
        v = A @ v
        v = v / np.linalg.norm(v)
    return float(np.linalg.norm(A @ v))
