# loses: test_ridge_fit
# because: small eigenvalues of Phi^T Phi are thrown away

# %% ridge_fit
import numpy as np


def ridge_fit(Phi, y, penalty):
    U, s, Vt = np.linalg.svd(Phi, full_matrices=False)
    s = np.where(s > 1e-3, s, 0)
    return Vt.T @ (s / (s**2 + len(y) * penalty) * (U.T @ y))
