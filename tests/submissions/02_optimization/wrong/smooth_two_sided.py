# loses: test_smoothness_gap
# because: bounds the size of the deviation from the tangent instead of its sign

# %% smoothness_gap
import numpy as np


def smoothness_gap(f, gradient, x, y, L):
    return L / 2 * np.sum((x - y) ** 2) - abs(f(x) - f(y) - gradient(y) @ (x - y))
