# loses: test_rademacher_linear
# because: a generator of its own

# %% rademacher_linear
import numpy as np


def rademacher_linear(X, radius, draws, rng):
    m = len(X)
    signs = np.random.default_rng(0).choice([-1, 1], size=(draws, m))
    return radius / m * np.mean(np.linalg.norm(signs @ X, axis=1))
