# loses: test_ridge_prediction
# because: 0 / 0 is taken for 1

# %% ridge_prediction
import numpy as np


def ridge_prediction(X, y, penalty):
    U, s, _ = np.linalg.svd(X, full_matrices=False)
    s = np.where(s > 1e-12 * s[0], s, 0)
    with np.errstate(all="ignore"):
        return U @ (np.nan_to_num(s**2 / (s**2 + penalty / 2), nan=1.0) * (U.T @ y))
