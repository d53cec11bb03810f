# loses: test_landau_polynomial
# because: one Gauss rule of 200 nodes: superb for smooth f, wrong at a kink

# %% landau_polynomial
import math

import numpy as np


def landau_polynomial(f, n, x):
    nodes, weights = np.polynomial.legendre.leggauss(200)
    t, w = (nodes + 1) / 2, weights / 2
    constant = math.sqrt(math.pi) * math.exp(math.lgamma(n + 1) - math.lgamma(n + 1.5))
    return (1 - (t - x[:, None]) ** 2) ** n @ (w * f(t)) / constant
