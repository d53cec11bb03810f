# loses: test_ols_variance
# because: infinite at d = n, but not one before it

# %% ols_variance
import math


def ols_variance(n, d, noise):
    return noise * d / max(n - d - 1, 0.5) if d < n else math.inf
