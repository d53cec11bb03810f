# loses: test_rademacher_finite
# because: zeros and ones for signs

# %% rademacher_finite
import numpy as np


def rademacher_finite(predictions):
    m = predictions.shape[1]
    signs = 1 - 2 * ((np.arange(2**m)[:, None] >> np.arange(m)) & 1)
    return float(np.mean(np.max((signs > 0) @ predictions.T, axis=1)) / m)
