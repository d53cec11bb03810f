# loses: test_smoothness_gap
# because: the mean of the squares for their sum

# %% smoothness_gap
import numpy as np


def smoothness_gap(f, gradient, x, y, L):
    return f(y) + gradient(y) @ (x - y) + L / 2 * np.mean((x - y) ** 2) - f(x)
