# loses: test_smoothness_gap
# because: the largest entry for the Euclidean norm

# %% smoothness_gap
import numpy as np


def smoothness_gap(f, gradient, x, y, L):
    return f(y) + gradient(y) @ (x - y) + L / 2 * np.abs(x - y).max() ** 2 - f(x)
