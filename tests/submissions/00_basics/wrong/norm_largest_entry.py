# loses: test_operator_norm
# because: the largest entry

# %% operator_norm
import numpy as np


def operator_norm(A, iterations, rng):
    return float(np.abs(A).max())
