# loses: test_ntk_series
# because: the logarithm of products that may be zero or negative

# %% ntk_series
import numpy as np
from scipy.special import gammaln


def ntk_series(X, terms):
    z = X @ X.T
    H = z / 4
    for k in range(terms):
        log = gammaln(2 * k + 1) - 2 * gammaln(k + 1) - 2 * k * np.log(2) + (2 * k + 2) * np.log(z)
        H = H + np.exp(log) / (2 * k + 1) / (2 * np.pi)
    return H
