# loses: test_rademacher_finite
# because: predictions made to have mean zero

# %% rademacher_finite
import numpy as np


def rademacher_finite(predictions):
    m = predictions.shape[1]
    signs = 1 - 2 * ((np.arange(2**m)[:, None] >> np.arange(m)) & 1)
    predictions = predictions - predictions.mean(axis=1, keepdims=True)
    return float(np.mean(np.max(signs @ predictions.T, axis=1)) / m)
