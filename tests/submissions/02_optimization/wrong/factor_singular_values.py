# loses: test_contraction_factor
# because: singular values of X for eigenvalues of X^T X

# %% contraction_factor
import numpy as np


def contraction_factor(X, eta):
    s = np.zeros(X.shape[1])
    found = np.linalg.svd(X, compute_uv=False)
    s[: len(found)] = found
    return np.abs(1 - eta * s).max()
