# loses: test_minimum_norm_fit
# because: crumbs of rounding are taken for singular values

# %% minimum_norm_fit
import numpy as np


def minimum_norm_fit(Phi, y):
    U, s, Vt = np.linalg.svd(Phi, full_matrices=False)
    return Vt.T @ ((U.T @ y) / s)
