# loses: test_ntk_series
# because: Stirling's formula for the coefficients

# %% ntk_series
import numpy as np


def ntk_series(X, terms):
    z = X @ X.T
    H = z / 4
    for k in range(terms):
        coefficient = 1.0 if k == 0 else 1 / np.sqrt(np.pi * k)
        H = H + coefficient * z ** (2 * k + 2) / (2 * k + 1) / (2 * np.pi)
    return H
