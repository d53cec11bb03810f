# loses: test_balanced_start
# because: scale belongs to the first layer only

# %% balanced_start
import numpy as np


def balanced_start(d, L, scale, rng):
    turn = np.linalg.qr(rng.normal(size=(d, d)))[0]
    return [scale * turn, *(turn.copy() for _ in range(L - 1))]
