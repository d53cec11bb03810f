# loses: test_operator_norm
# because: uniform numbers for the start

# %% operator_norm
import numpy as np


def operator_norm(A, iterations, rng):
    v = rng.random(A.shape[1])
    if not A.any():
        return 0.0
    for _ in range(iterations):
        v = A.T @ (A @ v)
        v = v / np.linalg.norm(v)
    return float(np.linalg.norm(A @ v))
