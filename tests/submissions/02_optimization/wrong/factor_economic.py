# loses: test_contraction_factor
# because: min(n, d) singular values, though there are d eigenvalues

# %% contraction_factor
import numpy as np


def contraction_factor(X, eta):
    return np.abs(1 - eta * np.linalg.svd(X, compute_uv=False) ** 2).max()
