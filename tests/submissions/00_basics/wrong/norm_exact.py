# loses: test_operator_norm
# because: the norm itself, from the singular values

# %% operator_norm
import numpy as np


def operator_norm(A, iterations, rng):
    return float(np.linalg.norm(A, 2))
