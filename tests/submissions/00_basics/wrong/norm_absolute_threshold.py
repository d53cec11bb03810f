# loses: test_operator_norm
# because: what is small counts as zero

# %% operator_norm
import numpy as np


def operator_norm(A, iterations, rng):
    v = rng.standard_normal(A.shape[1])
    for _ in range(iterations):
        v = A.T @ (A @ v)
        size = np.linalg.norm(v)
        if size < 1e-10:
            return 0.0
        v = v / size
    return float(np.linalg.norm(A @ v))
