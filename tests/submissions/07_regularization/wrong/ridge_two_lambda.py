# loses: test_ridge_prediction
# because: twice the penalty in place of its half

# %% ridge_prediction
import numpy as np


def ridge_prediction(X, y, penalty):
    U, s, _ = np.linalg.svd(X, full_matrices=False)
    kept = s > 1e-12 * s[0]
    U, s = U[:, kept], s[kept]
    return U @ (s**2 / (s**2 + 2 * penalty) * (U.T @ y))
