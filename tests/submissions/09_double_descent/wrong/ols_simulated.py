# loses: test_ols_variance
# because: a simulation in place of the exact mean

# %% ols_variance
import numpy as np


def ols_variance(n, d, noise):
    if d >= n - 1:
        return np.inf
    rng = np.random.default_rng(0)
    draws = rng.chisquare(n - d + 1, size=10_000)
    return noise * d * np.mean(1 / draws)
