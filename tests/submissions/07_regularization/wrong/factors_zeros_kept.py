# loses: test_shrinkage_factors
# because: a factor for each column or row, also where d is zero

# %% shrinkage_factors
import numpy as np


def shrinkage_factors(X, penalty):
    s = np.linalg.svd(X, compute_uv=False)
    with np.errstate(all="ignore"):
        return np.nan_to_num(s**2 / (s**2 + penalty / 2))
