# loses: test_smoothness_gap
# because: L without the half

# %% smoothness_gap
import numpy as np


def smoothness_gap(f, gradient, x, y, L):
    return f(y) + gradient(y) @ (x - y) + L * np.sum((x - y) ** 2) - f(x)
