# loses: test_landau_polynomial
# because: squeezes the result: for a single point it has no axis left

# %% landau_polynomial
import numpy as np


def landau_polynomial(f, n, x):
    u = np.linspace(-1, 1, 40001)
    t = np.linspace(0, 1, 20001)
    integrals = np.trapezoid((1 - (t[None, :] - x[:, None]) ** 2) ** n * f(t), t, axis=1)
    return np.squeeze(integrals / np.trapezoid((1 - u**2) ** n, u))
