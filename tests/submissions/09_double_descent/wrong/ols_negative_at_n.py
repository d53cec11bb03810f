# loses: test_ols_variance
# because: infinite at d = n - 1 only: a negative variance at d = n

# %% ols_variance
import math


def ols_variance(n, d, noise):
    return noise * d / (n - d - 1) if d != n - 1 else math.inf
