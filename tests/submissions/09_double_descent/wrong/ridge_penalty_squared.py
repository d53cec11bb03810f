# loses: test_ridge_fit
# because: the penalty squared

# %% ridge_fit
import numpy as np


def ridge_fit(Phi, y, penalty):
    return np.linalg.solve(Phi.T @ Phi + len(y) * penalty**2 * np.eye(Phi.shape[1]), Phi.T @ y)
