# loses: test_ridge_prediction
# because: division by singular values that are zero

# %% ridge_prediction
import numpy as np


def ridge_prediction(X, y, penalty):
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    with np.errstate(all="ignore"):
        w = Vt.T @ (1 / s * (s**2 / (s**2 + penalty / 2)) * (U.T @ y))
    return X @ w
