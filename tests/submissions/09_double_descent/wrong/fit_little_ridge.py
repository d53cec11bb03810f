# loses: test_minimum_norm_fit
# because: a small penalty in place of the limit

# %% minimum_norm_fit
import numpy as np


def minimum_norm_fit(Phi, y):
    return np.linalg.solve(Phi.T @ Phi + 1e-10 * np.eye(Phi.shape[1]), Phi.T @ y)
