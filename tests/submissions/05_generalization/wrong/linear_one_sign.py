# loses: test_rademacher_linear
# because: one sign for all points

# %% rademacher_linear
import numpy as np


def rademacher_linear(X, radius, draws, rng):
    m = len(X)
    signs = rng.choice([-1, 1], size=(draws, 1)) * np.ones(m)
    return radius / m * np.mean(np.linalg.norm(signs @ X, axis=1))
