# loses: test_balanced_start
# because: balanced with the transposes exchanged

# %% balanced_start
import numpy as np


def balanced_start(d, L, scale, rng):
    frames = [np.linalg.qr(rng.normal(size=(d, d)))[0] for _ in range(L + 1)]
    values = scale * rng.uniform(0.5, 1.5, size=d)
    return [frames[k] * values @ frames[k + 1].T for k in range(L)]
