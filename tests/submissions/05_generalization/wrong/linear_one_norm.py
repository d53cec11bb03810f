# loses: test_rademacher_linear
# because: the 1-norm

# %% rademacher_linear
import numpy as np


def rademacher_linear(X, radius, draws, rng):
    m = len(X)
    signs = rng.choice([-1, 1], size=(draws, m))
    return radius / m * np.mean(np.sum(np.abs(signs @ X), axis=1))
