# loses: test_rademacher_linear
# because: a pair, as in 2.2

# %% rademacher_linear
import numpy as np


def rademacher_linear(X, radius, draws, rng):
    m = len(X)
    signs = rng.choice([-1, 1], size=(draws, m))
    values = radius / m * np.linalg.norm(signs @ X, axis=1)
    return values.mean(), values.std() / np.sqrt(draws)
