# loses: test_rademacher_linear
# because: the square root of the sum of squares, without drawing

# %% rademacher_linear
import numpy as np


def rademacher_linear(X, radius, draws, rng):
    m = len(X)
    return radius / m * np.sqrt(np.sum(X**2))
