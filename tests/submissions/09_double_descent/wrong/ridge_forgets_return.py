# loses: test_ridge_fit
# because: computes the weights and does not return them

# %% ridge_fit
import numpy as np


def ridge_fit(Phi, y, penalty):
    n, p = Phi.shape
    w = np.linalg.solve(Phi.T @ Phi + n * penalty * np.eye(p), Phi.T @ y)
    w.sum()
