# loses: test_contraction_factor
# because: a factor is cut off at 1

# %% contraction_factor
import numpy as np


def contraction_factor(X, eta):
    return min(1.0, np.linalg.norm(np.eye(X.shape[1]) - eta * X.T @ X, 2))
