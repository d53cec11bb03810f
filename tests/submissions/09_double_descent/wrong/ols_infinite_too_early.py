# loses: test_ols_variance
# because: infinite already at d = n - 2

# %% ols_variance
import math


def ols_variance(n, d, noise):
    return noise * d / (n - d - 1) if d < n - 2 else math.inf
