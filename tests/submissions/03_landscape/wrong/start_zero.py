# loses: test_balanced_start
# because: all layers zero

# %% balanced_start
import numpy as np


def balanced_start(d, L, scale, rng):
    return [np.zeros((d, d)) for _ in range(L)]
