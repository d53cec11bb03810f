# loses: test_smoothness_gap
# because: takes a negative gap for a rounding error

# %% smoothness_gap
import numpy as np


def smoothness_gap(f, gradient, x, y, L):
    return max(0.0, f(y) + gradient(y) @ (x - y) + L / 2 * np.sum((x - y) ** 2) - f(x))
