# loses: test_smoothness_gap
# because: L is squared with the distance

# %% smoothness_gap
import numpy as np


def smoothness_gap(f, gradient, x, y, L):
    return f(y) + gradient(y) @ (x - y) + np.sum((L * (x - y)) ** 2) / 2 - f(x)
