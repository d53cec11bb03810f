# loses: test_minimum_norm_fit
# because: an inverse on either side of p = n: squares small singular values, and needs full rank

# %% minimum_norm_fit
import numpy as np


def minimum_norm_fit(Phi, y):
    n, p = Phi.shape
    if p <= n:
        return np.linalg.solve(Phi.T @ Phi, Phi.T @ y)
    return Phi.T @ np.linalg.solve(Phi @ Phi.T, y)
