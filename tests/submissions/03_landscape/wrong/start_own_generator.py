# loses: test_balanced_start
# because: a generator of its own

# %% balanced_start
import numpy as np


def balanced_start(d, L, scale, rng):
    rng = np.random.default_rng()
    size = rng.random() + 0.5
    turn = np.linalg.qr(rng.normal(size=(d, d)))[0]
    return [scale * size * turn for _ in range(L)]
