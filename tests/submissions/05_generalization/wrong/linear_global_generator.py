# loses: test_rademacher_linear
# because: the generator of NumPy's module

# %% rademacher_linear
import numpy as np


def rademacher_linear(X, radius, draws, rng):
    m = len(X)
    signs = np.random.choice([-1, 1], size=(draws, m))  # noqa: NPY002
    return radius / m * np.mean(np.linalg.norm(signs @ X, axis=1))
