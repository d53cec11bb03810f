# loses: test_ridge_prediction
# because: an inverse that need not exist

# %% ridge_prediction
import numpy as np


def ridge_prediction(X, y, penalty):
    return X @ np.linalg.inv(X.T @ X + penalty / 2 * np.eye(X.shape[1])) @ X.T @ y
