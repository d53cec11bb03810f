# loses: test_ols_variance
# because: the variance at the training points, noise d / n

# %% ols_variance
import math


def ols_variance(n, d, noise):
    return noise * d / n if d < n - 1 else math.inf
