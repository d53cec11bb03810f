# loses: test_ols_variance
# because: not a number where it is infinite

# %% ols_variance
import math


def ols_variance(n, d, noise):
    return noise * d / (n - d - 1) if d < n - 1 else math.nan
