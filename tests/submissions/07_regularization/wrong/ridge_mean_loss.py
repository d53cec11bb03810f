# loses: test_ridge_prediction
# because: a mean over the data in place of the sum

# %% ridge_prediction
import numpy as np


def ridge_prediction(X, y, penalty):
    U, s, _ = np.linalg.svd(X, full_matrices=False)
    kept = s > 1e-12 * s[0]
    U, s = U[:, kept], s[kept]
    return U @ (s**2 / (s**2 + len(y) * penalty / 2) * (U.T @ y))
