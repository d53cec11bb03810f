# loses: test_landau_polynomial
# because: sums over the points as well and returns one number

# %% landau_polynomial
import math

import numpy as np


def landau_polynomial(f, n, x):
    t = np.linspace(0.0, 1.0, 20_001)
    constant = math.sqrt(math.pi) * math.exp(math.lgamma(n + 1) - math.lgamma(n + 1.5))
    return float(np.sum((1 - (t - x[:, None]) ** 2) ** n * f(t)) / 20_000 / constant)
