# loses: test_ridge_prediction
# because: a matrix with one column

# %% ridge_prediction
import numpy as np


def ridge_prediction(X, y, penalty):
    return X @ np.linalg.pinv(X.T @ X + penalty / 2 * np.eye(X.shape[1]), rcond=1e-12) @ X.T @ y[:, None]
