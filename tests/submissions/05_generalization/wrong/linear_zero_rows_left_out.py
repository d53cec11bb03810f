# loses: test_rademacher_linear
# because: zero rows do not count

# %% rademacher_linear
import numpy as np


def rademacher_linear(X, radius, draws, rng):
    m = len(X)
    X = X[np.any(X != 0, axis=1)]
    m = max(len(X), 1)
    signs = rng.choice([-1, 1], size=(draws, len(X)))
    return radius / m * np.mean(np.linalg.norm(signs @ X, axis=1))
