# loses: test_rademacher_linear
# because: the root of the mean square

# %% rademacher_linear
import numpy as np


def rademacher_linear(X, radius, draws, rng):
    m = len(X)
    signs = rng.choice([-1, 1], size=(draws, m))
    return radius / m * np.sqrt(np.mean(np.sum((signs @ X) ** 2, axis=1)))
