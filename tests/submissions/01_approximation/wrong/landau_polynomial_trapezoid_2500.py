# loses: test_landau_polynomial
# because: 2,500 steps: enough for gentle kinks, not for slopes of 10 with kinks off the grid

# %% landau_polynomial
import numpy as np


def landau_polynomial(f, n, x):
    t = np.linspace(0.0, 1.0, 2501)
    j = np.arange(1, n + 1)
    constant = 2.0 * np.prod(2 * j / (2 * j + 1))
    return np.trapezoid((1 - (t - x[:, None]) ** 2) ** n * f(t), t, axis=1) / constant
