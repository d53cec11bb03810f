# loses: test_balanced_start
# because: equal singular values with singular vectors of their own

# %% balanced_start
import numpy as np


def balanced_start(d, L, scale, rng):
    values = scale * rng.uniform(0.5, 1.5, size=d)
    layers = []
    for _ in range(L):
        U, V = (np.linalg.qr(rng.normal(size=(d, d)))[0] for _ in range(2))
        layers.append(U * values @ V.T)
    return layers
