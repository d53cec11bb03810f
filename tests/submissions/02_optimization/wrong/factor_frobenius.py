# loses: test_contraction_factor
# because: the Frobenius norm

# %% contraction_factor
import numpy as np


def contraction_factor(X, eta):
    return np.linalg.norm(np.eye(X.shape[1]) - eta * X.T @ X)
