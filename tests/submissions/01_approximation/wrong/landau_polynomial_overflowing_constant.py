# loses: test_landau_polynomial
# because: the constant inside overflows for large n

# %% landau_polynomial
import math

import numpy as np


def landau_polynomial(f, n, x):
    t = np.linspace(0.0, 1.0, 20_001)
    constant = 2.0 ** (2 * n + 1) * float(math.factorial(n)) ** 2 / float(math.factorial(2 * n + 1))
    return np.trapezoid((1 - (t - x[:, None]) ** 2) ** n * f(t), t, axis=1) / constant
