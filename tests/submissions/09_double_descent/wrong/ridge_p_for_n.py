# loses: test_ridge_fit
# because: the number of features in place of that of points

# %% ridge_fit
import numpy as np


def ridge_fit(Phi, y, penalty):
    return np.linalg.solve(Phi.T @ Phi + Phi.shape[1] * penalty * np.eye(Phi.shape[1]), Phi.T @ y)
