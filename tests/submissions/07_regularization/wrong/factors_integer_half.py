# loses: test_shrinkage_factors
# because: the half of the penalty is rounded

# %% shrinkage_factors
import numpy as np


def shrinkage_factors(X, penalty):
    s = np.linalg.svd(X, compute_uv=False)
    s = s[s > 1e-12 * s[0]]
    return s**2 / (s**2 + (penalty // 2 if isinstance(penalty, int) else penalty / 2))
