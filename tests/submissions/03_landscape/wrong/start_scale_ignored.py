# loses: test_balanced_start
# because: scale is not used

# %% balanced_start
import numpy as np


def balanced_start(d, L, scale, rng):
    turn = np.linalg.qr(rng.normal(size=(d, d)))[0]
    return [turn.copy() for _ in range(L)]
