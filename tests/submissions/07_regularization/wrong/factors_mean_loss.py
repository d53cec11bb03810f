# loses: test_shrinkage_factors
# because: a mean over the data in place of the sum

# %% shrinkage_factors
import numpy as np


def shrinkage_factors(X, penalty):
    s = np.linalg.svd(X, compute_uv=False)
    s = s[s > 1e-12 * s[0]]
    return s**2 / (s**2 + len(X) * penalty / 2)
