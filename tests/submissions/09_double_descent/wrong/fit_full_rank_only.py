# loses: test_minimum_norm_fit
# because: QR of Phi or of its transpose: right for full rank, and for no other

# %% minimum_norm_fit
import numpy as np


def minimum_norm_fit(Phi, y):
    n, p = Phi.shape
    if p <= n:
        Q, R = np.linalg.qr(Phi)
        return np.linalg.solve(R, Q.T @ y)
    Q, R = np.linalg.qr(Phi.T)
    return Q @ np.linalg.solve(R.T, y)
