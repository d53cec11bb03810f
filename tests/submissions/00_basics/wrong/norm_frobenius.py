# loses: test_operator_norm
# because: the Frobenius norm

# %% operator_norm
import numpy as np


def operator_norm(A, iterations, rng):
    return float(np.linalg.norm(A))
