# loses: test_contraction_factor
# because: X X^T of size n in place of X^T X

# %% contraction_factor
import numpy as np


def contraction_factor(X, eta):
    return np.linalg.norm(np.eye(X.shape[0]) - eta * X @ X.T, 2)
