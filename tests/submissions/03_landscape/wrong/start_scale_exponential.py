# loses: test_balanced_start
# because: the exponential of scale

# %% balanced_start
import numpy as np


def balanced_start(d, L, scale, rng):
    size = np.exp(scale) * (rng.random() + 0.5)
    return [size * np.eye(d) for _ in range(L)]
