# loses: test_rademacher_linear
# because: signs -1, 0 and 1

# %% rademacher_linear
import numpy as np


def rademacher_linear(X, radius, draws, rng):
    signs = rng.integers(-1, 2, size=(draws, len(X)))
    return float(radius / len(X) * np.mean(np.linalg.norm(signs @ X, axis=1)))
