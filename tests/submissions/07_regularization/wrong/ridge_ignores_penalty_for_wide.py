# loses: test_ridge_prediction
# because: more dimensions than data: everything is fitted

# %% ridge_prediction
import numpy as np


def ridge_prediction(X, y, penalty):
    if X.shape[1] >= X.shape[0]:
        return y
    return X @ np.linalg.pinv(X.T @ X + penalty / 2 * np.eye(X.shape[1]), rcond=1e-12) @ (X.T @ y)
