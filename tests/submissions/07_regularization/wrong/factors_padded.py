# loses: test_shrinkage_factors
# because: factors that are zero fill up

# %% shrinkage_factors
import numpy as np


def shrinkage_factors(X, penalty):
    s = np.linalg.svd(X, compute_uv=False)
    s = np.where(s > 1e-12 * s[0], s, 0.0)
    with np.errstate(all="ignore"):
        return np.where(s > 0, s**2 / (s**2 + penalty / 2), 0.0)
