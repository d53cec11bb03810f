# loses: test_contraction_factor
# because: looks at the largest eigenvalue of X^T X only

# %% contraction_factor
import numpy as np


def contraction_factor(X, eta):
    return abs(1 - eta * np.linalg.norm(X, 2) ** 2)
