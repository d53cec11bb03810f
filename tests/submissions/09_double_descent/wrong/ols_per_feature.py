# loses: test_ols_variance
# because: the variance of a single weight

# %% ols_variance
import math


def ols_variance(n, d, noise):
    return noise / (n - d - 1) if d < n - 1 else math.inf
