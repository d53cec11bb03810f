# loses: test_smoothness_gap
# because: the function minus the parabola

# %% smoothness_gap
import numpy as np


def smoothness_gap(f, gradient, x, y, L):
    return f(x) - f(y) - gradient(y) @ (x - y) - L / 2 * np.sum((x - y) ** 2)
