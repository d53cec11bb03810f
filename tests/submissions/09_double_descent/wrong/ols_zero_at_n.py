# loses: test_ols_variance
# because: no variance at d = n, because all labels are met

# %% ols_variance
import math


def ols_variance(n, d, noise):
    if d == n:
        return 0.0
    return noise * d / (n - d - 1) if d < n - 1 else math.inf
