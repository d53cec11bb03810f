# loses: test_landau_polynomial
# because: forgets to divide by J_n

# %% landau_polynomial
import numpy as np


def landau_polynomial(f, n, x):
    t = np.linspace(0.0, 1.0, 20_001)
    return np.trapezoid((1 - (t - x[:, None]) ** 2) ** n * f(t), t, axis=1)
