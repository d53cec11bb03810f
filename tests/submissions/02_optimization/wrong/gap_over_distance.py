# loses: test_first_order_gap
# because: divides by the distance of the points

# %% first_order_gap
import numpy as np


def first_order_gap(f, gradient, x, y):
    return (f(x) - f(y) - gradient(y) @ (x - y)) / max(np.linalg.norm(x - y), 1e-12)
