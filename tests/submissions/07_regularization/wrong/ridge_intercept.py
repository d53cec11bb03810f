# loses: test_ridge_prediction
# because: an intercept: everything is centred

# %% ridge_prediction
import numpy as np


def ridge_prediction(X, y, penalty):
    A, b = X - X.mean(axis=0), y - y.mean()
    U, s, _ = np.linalg.svd(A, full_matrices=False)
    kept = s > 1e-12 * s[0]
    U, s = U[:, kept], s[kept]
    return y.mean() + U @ (s**2 / (s**2 + penalty / 2) * (U.T @ b))
