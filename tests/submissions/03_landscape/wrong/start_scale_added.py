# loses: test_balanced_start
# because: scale is added, not multiplied

# %% balanced_start
import numpy as np


def balanced_start(d, L, scale, rng):
    size = rng.random() + scale
    return [size * np.eye(d) for _ in range(L)]
