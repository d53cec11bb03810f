# loses: test_balanced_start
# because: single precision is not balanced up to rounding

# %% balanced_start
import numpy as np


def balanced_start(d, L, scale, rng):
    frames = [np.linalg.qr(rng.normal(size=(d, d)))[0] for _ in range(L + 1)]
    values = scale * rng.uniform(0.5, 1.5, size=d)
    return [(frames[k + 1] * values @ frames[k].T).astype(np.float32) for k in range(L)]
