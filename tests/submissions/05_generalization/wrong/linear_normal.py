# loses: test_rademacher_linear
# because: normal numbers in place of signs

# %% rademacher_linear
import numpy as np


def rademacher_linear(X, radius, draws, rng):
    m = len(X)
    signs = rng.normal(size=(draws, m))
    return radius / m * np.mean(np.linalg.norm(signs @ X, axis=1))
