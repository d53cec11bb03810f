# loses: test_balanced_start
# because: only the first two layers are balanced

# %% balanced_start
import numpy as np


def balanced_start(d, L, scale, rng):
    layers = [np.linalg.qr(rng.normal(size=(d, d)))[0] for _ in range(2)]
    layers += [rng.normal(size=(d, d)) for _ in range(L - 2)]
    return [scale * W for W in layers[:L]]
