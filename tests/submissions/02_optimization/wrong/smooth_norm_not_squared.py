# loses: test_smoothness_gap
# because: the norm is not squared

# %% smoothness_gap
import numpy as np


def smoothness_gap(f, gradient, x, y, L):
    return f(y) + gradient(y) @ (x - y) + L / 2 * np.linalg.norm(x - y) - f(x)
