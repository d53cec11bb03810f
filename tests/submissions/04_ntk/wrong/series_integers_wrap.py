# loses: test_ntk_series
# because: factorials in 64 bits

# %% ntk_series
import numpy as np


def ntk_series(X, terms):
    z = X @ X.T
    H = z / 4
    for k in range(terms):
        above, below = np.prod(np.arange(1, 2 * k + 1)), np.prod(np.arange(1, k + 1)) ** 2
        if below != 0:
            H = H + above / (4.0**k * below) * z ** (2 * k + 2) / (2 * k + 1) / (2 * np.pi)
    return H
