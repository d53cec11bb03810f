# loses: test_rademacher_linear
# because: the sum of the lengths of the points

# %% rademacher_linear
import numpy as np


def rademacher_linear(X, radius, draws, rng):
    m = len(X)
    return radius / m * np.sum(np.linalg.norm(X, axis=1))
