# loses: test_rademacher_linear
# because: divided by the root of m

# %% rademacher_linear
import numpy as np


def rademacher_linear(X, radius, draws, rng):
    m = len(X)
    signs = rng.choice([-1, 1], size=(draws, m))
    return radius / np.sqrt(m) * np.mean(np.linalg.norm(signs @ X, axis=1))
