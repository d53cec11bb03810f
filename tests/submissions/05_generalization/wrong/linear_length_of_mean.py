# loses: test_rademacher_linear
# because: the length of the mean

# %% rademacher_linear
import numpy as np


def rademacher_linear(X, radius, draws, rng):
    m = len(X)
    signs = rng.choice([-1, 1], size=(draws, m))
    return radius / m * np.linalg.norm(np.mean(signs @ X, axis=0))
