# loses: test_shrinkage_factors
# because: rounding in single precision counts

# %% shrinkage_factors
import numpy as np


def shrinkage_factors(X, penalty):
    s = np.linalg.svd(X, compute_uv=False)
    s = s[np.linalg.svd(X.astype(np.float32), compute_uv=False) > 1e-12 * s[0]]
    return s**2 / (s**2 + penalty / 2)
