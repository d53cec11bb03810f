# loses: test_balanced_start
# because: the product of the layers

# %% balanced_start
import numpy as np


def balanced_start(d, L, scale, rng):
    turn = np.linalg.qr(rng.normal(size=(d, d)))[0]
    return scale**L * np.linalg.matrix_power(turn, L)
