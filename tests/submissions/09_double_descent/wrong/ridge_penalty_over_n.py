# loses: test_ridge_fit
# because: the penalty divided by n in place of multiplied

# %% ridge_fit
import numpy as np


def ridge_fit(Phi, y, penalty):
    return np.linalg.solve(Phi.T @ Phi + penalty / len(y) * np.eye(Phi.shape[1]), Phi.T @ y)
