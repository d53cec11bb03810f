# loses: test_balanced_start
# because: the same array is appended each time

# %% balanced_start
import numpy as np


def balanced_start(d, L, scale, rng):
    W = scale * np.linalg.qr(rng.normal(size=(d, d)))[0]
    layers = []
    for _ in range(L):
        layers.append(W)
    return layers
