# loses: test_ols_variance
# because: n and d exchanged in the numerator

# %% ols_variance
import math


def ols_variance(n, d, noise):
    return noise * n / (n - d - 1) if d < n - 1 else math.inf
