# loses: test_optimal_step
# because: one over the geometric mean of the two eigenvalues

# %% optimal_step
import numpy as np


def optimal_step(X):
    s = np.linalg.svd(X, compute_uv=False)
    return 1 / (s[0] * s[-1])
