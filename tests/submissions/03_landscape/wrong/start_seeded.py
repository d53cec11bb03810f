# loses: test_balanced_start
# because: a generator of its own with a fixed seed

# %% balanced_start
import numpy as np


def balanced_start(d, L, scale, rng):
    rng = np.random.default_rng(0)
    turn = np.linalg.qr(rng.normal(size=(d, d)))[0]
    return [scale * turn for _ in range(L)]
