# loses: test_balanced_start
# because: nothing random

# %% balanced_start
import numpy as np


def balanced_start(d, L, scale, rng):
    return [scale * np.eye(d) for _ in range(L)]
