# loses: test_rademacher_finite
# because: the last of the signs left out

# %% rademacher_finite
import numpy as np


def rademacher_finite(predictions):
    m = predictions.shape[1]
    signs = 1 - 2 * ((np.arange(2**m)[:, None] >> np.arange(m)) & 1)
    signs = signs[:-1]
    return float(np.sum(np.max(signs @ predictions.T, axis=1)) / m / 2**m)
