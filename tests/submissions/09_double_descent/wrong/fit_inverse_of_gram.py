# loses: test_minimum_norm_fit
# because: the inverse of Phi Phi^T, which exists only for full row rank

# %% minimum_norm_fit
import numpy as np


def minimum_norm_fit(Phi, y):
    return Phi.T @ np.linalg.solve(Phi @ Phi.T, y)
