# loses: test_balanced_start
# because: one array with all layers

# %% balanced_start
import numpy as np


def balanced_start(d, L, scale, rng):
    turn = np.linalg.qr(rng.normal(size=(d, d)))[0]
    return np.array([scale * turn for _ in range(L)])
