# loses: test_rademacher_linear
# because: signs 0 and 1

# %% rademacher_linear
import numpy as np


def rademacher_linear(X, radius, draws, rng):
    m = len(X)
    signs = rng.integers(0, 2, size=(draws, m))
    return radius / m * np.mean(np.linalg.norm(signs @ X, axis=1))
