# loses: test_landau_polynomial
# because: a grid of 201 points cannot resolve the bump of n = 2000 and the kinks to 1e-6

# %% landau_polynomial
import math

import numpy as np


def landau_polynomial(f, n, x):
    t = np.linspace(0.0, 1.0, 201)
    constant = math.sqrt(math.pi) * math.exp(math.lgamma(n + 1) - math.lgamma(n + 1.5))
    return np.trapezoid((1 - (t - x[:, None]) ** 2) ** n * f(t), t, axis=1) / constant
