# loses: test_minimum_norm_fit
# because: the pseudo-inverse of Phi^T Phi: small singular values are squared and lost

# %% minimum_norm_fit
import numpy as np


def minimum_norm_fit(Phi, y):
    return np.linalg.pinv(Phi.T @ Phi, rcond=1e-12) @ Phi.T @ y
