# loses: test_smoothness_gap
# because: forgets the slope

# %% smoothness_gap
import numpy as np


def smoothness_gap(f, gradient, x, y, L):
    return f(y) + L / 2 * np.sum((x - y) ** 2) - f(x)
