# loses: test_ridge_fit
# because: the penalty added to all entries of the matrix

# %% ridge_fit
import numpy as np


def ridge_fit(Phi, y, penalty):
    return np.linalg.solve(Phi.T @ Phi + len(y) * penalty, Phi.T @ y)
