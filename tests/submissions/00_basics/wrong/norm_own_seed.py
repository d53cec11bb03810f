# loses: test_operator_norm
# because: a generator with a seed of its own

# %% operator_norm
import numpy as np


def operator_norm(A, iterations, rng):
    v = np.random.default_rng(42).standard_normal(A.shape[1])
    if not A.any():
        return 0.0
    for _ in range(iterations):
        v = A.T @ (A @ v)
        v = v / np.linalg.norm(v)
    return float(np.linalg.norm(A @ v))
