# loses: test_minimum_norm_fit
# because: the inverse of Phi^T Phi, which exists only for full column rank

# %% minimum_norm_fit
import numpy as np


def minimum_norm_fit(Phi, y):
    return np.linalg.inv(Phi.T @ Phi) @ Phi.T @ y
