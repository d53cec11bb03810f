# loses: test_rademacher_finite
# because: the supremum for each point by itself

# %% rademacher_finite
import numpy as np


def rademacher_finite(predictions):
    m = predictions.shape[1]
    signs = 1 - 2 * ((np.arange(2**m)[:, None] >> np.arange(m)) & 1)
    return float(np.mean(np.max(signs[:, None, :] * predictions, axis=1)))
