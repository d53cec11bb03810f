# loses: test_rademacher_finite
# because: the sums go into an array of the type of the predictions

# %% rademacher_finite
import numpy as np


def rademacher_finite(predictions):
    m = predictions.shape[1]
    signs = 1 - 2 * ((np.arange(2**m)[:, None] >> np.arange(m)) & 1)
    sums = np.empty(2**m, dtype=predictions.dtype)
    sums[:] = np.max(signs @ predictions.T, axis=1) / m
    return float(sums.mean())
