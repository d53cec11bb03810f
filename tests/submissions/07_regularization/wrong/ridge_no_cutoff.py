# loses: test_ridge_prediction
# because: singular values that are rounding count in full

# %% ridge_prediction
import numpy as np


def ridge_prediction(X, y, penalty):
    U, s, _ = np.linalg.svd(X, full_matrices=False)
    with np.errstate(all="ignore"):
        return U @ (s**2 / (s**2 + penalty / 2) * (U.T @ y))
