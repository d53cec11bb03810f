# loses: test_optimal_step
# because: singular values for eigenvalues

# %% optimal_step
import numpy as np


def optimal_step(X):
    s = np.linalg.svd(X, compute_uv=False)
    return 2 / (s[0] + s[-1])
