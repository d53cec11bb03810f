# loses: test_contraction_factor
# because: the largest eigenvalue, not the largest in size

# %% contraction_factor
import numpy as np


def contraction_factor(X, eta):
    return np.linalg.eigvalsh(np.eye(X.shape[1]) - eta * X.T @ X).max()
