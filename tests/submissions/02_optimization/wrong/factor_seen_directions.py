# loses: test_contraction_factor
# because: forgets the directions that X does not see

# %% contraction_factor
import numpy as np


def contraction_factor(X, eta):
    s = np.linalg.svd(X, compute_uv=False)
    return np.abs(1 - eta * s[s > 1e-9 * s[0]] ** 2).max() if s[0] > 0 else 1.0
