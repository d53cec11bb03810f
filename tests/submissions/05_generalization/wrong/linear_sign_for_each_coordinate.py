# loses: test_rademacher_linear
# because: a sign for each coordinate

# %% rademacher_linear
import numpy as np


def rademacher_linear(X, radius, draws, rng):
    m = len(X)
    signs = rng.choice([-1, 1], size=(draws, *X.shape))
    return radius / m * np.mean(np.linalg.norm(np.sum(signs * X, axis=1), axis=1))
