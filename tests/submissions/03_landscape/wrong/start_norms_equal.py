# loses: test_balanced_start
# because: layers of equal norm, which is less than balanced

# %% balanced_start
import numpy as np


def balanced_start(d, L, scale, rng):
    layers = [rng.normal(size=(d, d)) for _ in range(L)]
    return [scale * W / np.linalg.norm(W) for W in layers]
