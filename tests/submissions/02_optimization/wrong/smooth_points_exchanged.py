# loses: test_smoothness_gap
# because: expands at the first point

# %% smoothness_gap
import numpy as np


def smoothness_gap(f, gradient, x, y, L):
    return f(x) + gradient(x) @ (y - x) + L / 2 * np.sum((x - y) ** 2) - f(y)
