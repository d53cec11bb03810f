# loses: test_landau_polynomial
# because: divides by the part of the bump inside [0, 1], not by J_n

# %% landau_polynomial
import numpy as np


def landau_polynomial(f, n, x):
    t = np.linspace(0.0, 1.0, 20_001)
    kernel = (1 - (t - x[:, None]) ** 2) ** n
    return np.trapezoid(kernel * f(t), t, axis=1) / np.trapezoid(kernel, t, axis=1)
