# loses: test_landau_constant
# because: integrates over [0, 1] instead of [-1, 1]

# %% landau_constant
import numpy as np


def landau_constant(n):
    u = np.linspace(0.0, 1.0, 100_001)
    return np.trapezoid((1 - u**2) ** n, u)
