# loses: test_shrinkage_factors
# because: d / (d^2 + penalty / 2), by which y is multiplied on the way to w

# %% shrinkage_factors
import numpy as np


def shrinkage_factors(X, penalty):
    s = np.linalg.svd(X, compute_uv=False)
    s = s[s > 1e-12 * s[0]]
    return s / (s**2 + penalty / 2)
