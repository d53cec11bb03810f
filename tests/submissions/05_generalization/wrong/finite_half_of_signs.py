# loses: test_rademacher_finite
# because: the last sign stays +1

# %% rademacher_finite
import numpy as np


def rademacher_finite(predictions):
    m = predictions.shape[1]
    signs = 1 - 2 * ((np.arange(2**m)[:, None] >> np.arange(m)) & 1)
    signs = signs[: max(1, len(signs) // 2)]
    return float(np.mean(np.max(signs @ predictions.T, axis=1)) / m)
