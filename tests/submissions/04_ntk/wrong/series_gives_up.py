# loses: test_ntk_series
# because: stops where the factorials overflow, after 85 terms

# %% ntk_series
import numpy as np


def ntk_series(X, terms):
    z = X @ X.T
    H, coefficient = z / 4, 1.0
    for k in range(min(terms, 85)):
        H = H + coefficient * z ** (2 * k + 2) / (2 * k + 1) / (2 * np.pi)
        coefficient *= (2 * k + 1) / (2 * k + 2)
    return H
