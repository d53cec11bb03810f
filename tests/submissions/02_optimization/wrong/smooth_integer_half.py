# loses: test_smoothness_gap
# because: rounds half of an integer L down

# %% smoothness_gap
import numpy as np


def smoothness_gap(f, gradient, x, y, L):
    half = L // 2 if isinstance(L, int) else L / 2
    return f(y) + gradient(y) @ (x - y) + half * np.sum((x - y) ** 2) - f(x)
