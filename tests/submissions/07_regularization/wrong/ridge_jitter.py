# loses: test_ridge_prediction
# because: a little is always added to the diagonal

# %% ridge_prediction
import numpy as np


def ridge_prediction(X, y, penalty):
    return X @ np.linalg.solve(X.T @ X + (penalty / 2 + 1e-8) * np.eye(X.shape[1]), X.T @ y)
