# loses: test_balanced_start
# because: NumPy's own generator

# %% balanced_start
import numpy as np


def balanced_start(d, L, scale, rng):
    turn = np.linalg.qr(np.random.normal(size=(d, d)))[0]  # noqa: NPY002
    size = np.random.random() + 0.5  # noqa: NPY002
    return [scale * size * turn for _ in range(L)]
