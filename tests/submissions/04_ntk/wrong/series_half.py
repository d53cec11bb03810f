# loses: test_ntk_series
# because: z / 2 for z / 4

# %% ntk_series
import numpy as np


def ntk_series(X, terms):
    z = X @ X.T
    H, coefficient = z / 2, 1.0
    for k in range(terms):
        H = H + coefficient * z ** (2 * k + 2) / (2 * k + 1) / (2 * np.pi)
        coefficient *= (2 * k + 1) / (2 * k + 2)
    return H
