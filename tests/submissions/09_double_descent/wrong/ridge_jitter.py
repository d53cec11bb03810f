# loses: test_ridge_fit
# because: something added to the diagonal for safety

# %% ridge_fit
import numpy as np


def ridge_fit(Phi, y, penalty):
    return np.linalg.solve(Phi.T @ Phi + (len(y) * penalty + 1e-8) * np.eye(Phi.shape[1]), Phi.T @ y)
