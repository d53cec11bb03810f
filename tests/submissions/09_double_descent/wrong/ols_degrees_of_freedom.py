# loses: test_ols_variance
# because: n - d + 1 in the denominator

# %% ols_variance
import math


def ols_variance(n, d, noise):
    return noise * d / (n - d + 1) if d < n - 1 else math.inf
