# loses: test_ols_variance
# because: noise taken for a standard deviation

# %% ols_variance
import math


def ols_variance(n, d, noise):
    return noise**2 * d / (n - d - 1) if d < n - 1 else math.inf
