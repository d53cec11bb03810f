# loses: test_contraction_factor
# because: the determinant for the norm

# %% contraction_factor
import numpy as np


def contraction_factor(X, eta):
    return abs(np.linalg.det(np.eye(X.shape[1]) - eta * X.T @ X))
