# loses: test_balanced_start
# because: the random numbers depend on scale

# %% balanced_start
import numpy as np


def balanced_start(d, L, scale, rng):
    width = 1 + int(10 * scale)
    turn = np.linalg.qr(rng.normal(size=(width, d, d))[0])[0] if d > 1 else np.array([[rng.normal(size=width)[-1]]])
    return [scale * turn for _ in range(L)]
