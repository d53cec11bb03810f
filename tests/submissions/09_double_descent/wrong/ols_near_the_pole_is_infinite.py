# loses: test_ols_variance
# because: compares d with n - 1 as floats, with a tolerance that grows with n

# %% ols_variance
import numpy as np


def ols_variance(n, d, noise):
    if d >= n - 1 or np.isclose(d, n - 1):
        return np.inf
    return noise * d / (n - d - 1)
