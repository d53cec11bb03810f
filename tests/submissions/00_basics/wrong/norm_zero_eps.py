# loses: test_operator_norm
# because: a small number is added to the norm, so that nothing is divided by zero

# %% operator_norm
import numpy as np


def operator_norm(A, iterations, rng):
    v = rng.standard_normal(A.shape[1])
    for _ in range(iterations):
        v = A.T @ (A @ v)
        v = v / (np.linalg.norm(v) + 1e-12)
    return float(np.linalg.norm(A @ v))
