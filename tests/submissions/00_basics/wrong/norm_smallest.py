# loses: test_operator_norm
# because: the smallest singular value

# %% operator_norm
import numpy as np


def operator_norm(A, iterations, rng):
    return float(np.linalg.svd(A)[1].min())
