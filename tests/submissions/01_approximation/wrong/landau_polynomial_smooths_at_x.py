# loses: test_landau_polynomial
# because: takes f at x instead of at t: f comes out of the integral unsmoothed

# %% landau_polynomial
import math

import numpy as np


def landau_polynomial(f, n, x):
    t = np.linspace(0.0, 1.0, 20_001)
    constant = math.sqrt(math.pi) * math.exp(math.lgamma(n + 1) - math.lgamma(n + 1.5))
    return f(x) * np.trapezoid((1 - (t - x[:, None]) ** 2) ** n, t, axis=1) / constant
