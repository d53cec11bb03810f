# loses: test_operator_norm
# because: powers of integers, which overflow

# %% operator_norm
import numpy as np


def operator_norm(A, iterations, rng):
    v = rng.standard_normal(A.shape[1])
    if not A.any():
        return 0.0
    power = np.linalg.matrix_power(A.T @ A, iterations)
    v = power @ v
    v = v / np.linalg.norm(v)
    return float(np.linalg.norm(A @ v))
