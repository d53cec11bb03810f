# loses: test_rademacher_linear
# because: the radius under the root

# %% rademacher_linear
import numpy as np


def rademacher_linear(X, radius, draws, rng):
    m = len(X)
    signs = rng.choice([-1, 1], size=(draws, m))
    return np.sqrt(radius) / m * np.mean(np.linalg.norm(signs @ X, axis=1))
