# loses: test_ridge_prediction
# because: the data are changed

# %% ridge_prediction
import numpy as np


def ridge_prediction(X, y, penalty):
    if X.dtype == float:
        X *= 2
        y *= 2
    return X @ np.linalg.pinv(X.T @ X + 2 * penalty * np.eye(X.shape[1]), rcond=1e-12) @ (X.T @ y) / 2
