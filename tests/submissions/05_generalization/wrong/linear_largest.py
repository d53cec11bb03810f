# loses: test_rademacher_linear
# because: the largest length of all draws

# %% rademacher_linear
import numpy as np


def rademacher_linear(X, radius, draws, rng):
    m = len(X)
    signs = rng.choice([-1, 1], size=(draws, m))
    return radius / m * np.max(np.linalg.norm(signs @ X, axis=1))
