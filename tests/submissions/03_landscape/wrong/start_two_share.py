# loses: test_balanced_start
# because: the middle layers are one array

# %% balanced_start
import numpy as np


def balanced_start(d, L, scale, rng):
    U, s, Vt = np.linalg.svd(scale * rng.normal(size=(d, d)))
    middle = np.diag(s ** (1 / L))
    if L == 1:
        return [U @ np.diag(s) @ Vt]
    return [middle @ Vt, *[middle] * (L - 2), U @ middle]
