# loses: test_operator_norm
# because: the largest column sum, NumPy's norm 1

# %% operator_norm
import numpy as np


def operator_norm(A, iterations, rng):
    return float(np.linalg.norm(A, 1))
