# loses: test_operator_norm
# because: stops as soon as the vector moves little

# %% operator_norm
import numpy as np


def operator_norm(A, iterations, rng):
    v = rng.standard_normal(A.shape[1])
    if not A.any():
        return 0.0
    for _ in range(iterations):
        old = v
        v = A.T @ (A @ v)
        v = v / np.linalg.norm(v)
        if np.linalg.norm(v - old) < 0.3:
            break
    return float(np.linalg.norm(A @ v))
