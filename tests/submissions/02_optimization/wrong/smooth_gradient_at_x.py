# loses: test_smoothness_gap
# because: the gradient is taken at the first point

# %% smoothness_gap
import numpy as np


def smoothness_gap(f, gradient, x, y, L):
    return f(y) + gradient(x) @ (x - y) + L / 2 * np.sum((x - y) ** 2) - f(x)
