# loses: test_smoothness_gap
# because: takes L for a step size and divides by it

# %% smoothness_gap
import numpy as np


def smoothness_gap(f, gradient, x, y, L):
    return f(y) + gradient(y) @ (x - y) + np.sum((x - y) ** 2) / (2 * L) - f(x)
