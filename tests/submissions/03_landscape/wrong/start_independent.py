# loses: test_balanced_start
# because: independent layers, which are not balanced

# %% balanced_start
import numpy as np


def balanced_start(d, L, scale, rng):
    return [scale * rng.normal(size=(d, d)) / np.sqrt(d) for _ in range(L)]
