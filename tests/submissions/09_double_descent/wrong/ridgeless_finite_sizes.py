# loses: test_ridgeless_risk
# because: the exact risk of n = 1000 points in place of the limit

# %% ridgeless_risk
import numpy as np


def ridgeless_risk(gamma, signal, noise):
    n = 1000
    p = gamma * n
    if gamma == 1:
        return np.inf if noise > 0 else 0.0
    if gamma < 1:
        return noise * p / (n - p - 1)
    return signal * (1 - n / p) + noise * n / (p - n - 1)
