# loses: test_ntk_series
# because: factorials as floats

# %% ntk_series
import numpy as np
from scipy.special import factorial


def ntk_series(X, terms):
    z = X @ X.T
    k = np.arange(terms)
    shares = factorial(2 * k) / (4.0**k * factorial(k) ** 2) / (2 * k + 1)
    return z / 4 + sum(share * z ** (2 * j + 2) for j, share in enumerate(shares)) / (2 * np.pi)
