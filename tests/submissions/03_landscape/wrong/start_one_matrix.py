# loses: test_balanced_start
# because: one array L times

# %% balanced_start
import numpy as np


def balanced_start(d, L, scale, rng):
    turn = np.linalg.qr(rng.normal(size=(d, d)))[0]
    return [scale * turn] * L
