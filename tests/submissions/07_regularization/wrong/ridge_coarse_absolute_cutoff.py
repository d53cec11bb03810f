# loses: test_ridge_prediction
# because: what counts as zero is measured against 1, coarsely

# %% ridge_prediction
import numpy as np


def ridge_prediction(X, y, penalty):
    U, s, _ = np.linalg.svd(X, full_matrices=False)
    kept = s > 1e-5
    U, s = U[:, kept], s[kept]
    return U @ (s**2 / (s**2 + penalty / 2) * (U.T @ y))
