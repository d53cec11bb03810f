# loses: test_rademacher_linear
# because: the operator norm of the data

# %% rademacher_linear
import numpy as np


def rademacher_linear(X, radius, draws, rng):
    m = len(X)
    return radius / m * np.linalg.norm(X, 2)
