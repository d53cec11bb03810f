# loses: test_ridge_fit
# because: a factor 1/2 in front of the penalty alone

# %% ridge_fit
import numpy as np


def ridge_fit(Phi, y, penalty):
    return np.linalg.solve(Phi.T @ Phi + len(y) * penalty / 2 * np.eye(Phi.shape[1]), Phi.T @ y)
