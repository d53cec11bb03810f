# loses: test_largest_stable_step
# because: the smallest eigenvalue decides

# %% largest_stable_step
import numpy as np


def largest_stable_step(X):
    s = np.linalg.svd(X, compute_uv=False)
    return 2 / max(s[-1] ** 2, 1e-9)
