# loses: test_rademacher_linear
# because: not divided by m

# %% rademacher_linear
import numpy as np


def rademacher_linear(X, radius, draws, rng):
    m = len(X)
    signs = rng.choice([-1, 1], size=(draws, m))
    return radius * np.mean(np.linalg.norm(signs @ X, axis=1))
