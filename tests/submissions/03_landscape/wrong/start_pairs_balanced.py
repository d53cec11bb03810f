# loses: test_balanced_start
# because: the layers are balanced in pairs

# %% balanced_start
import numpy as np


def balanced_start(d, L, scale, rng):
    layers = []
    while len(layers) < L:
        size = rng.random() + 0.5
        turn = np.linalg.qr(rng.normal(size=(d, d)))[0]
        layers += [scale * size * turn, scale * size * turn.T.copy()]
    return layers[:L]
