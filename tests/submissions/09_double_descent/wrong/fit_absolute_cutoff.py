# loses: test_minimum_norm_fit
# because: singular values compared with 1e-12 and not with the largest one

# %% minimum_norm_fit
import numpy as np


def minimum_norm_fit(Phi, y):
    U, s, Vt = np.linalg.svd(Phi, full_matrices=False)
    kept = s > 1e-12
    return Vt[kept].T @ ((U.T @ y)[kept] / s[kept])
