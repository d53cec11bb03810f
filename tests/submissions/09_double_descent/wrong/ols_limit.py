# loses: test_ols_variance
# because: the limit for large n and d in place of the exact value

# %% ols_variance
import math


def ols_variance(n, d, noise):
    return noise * d / (n - d) if d < n - 1 else math.inf
