# loses: test_rademacher_finite
# because: other signs for each function

# %% rademacher_finite
import numpy as np


def rademacher_finite(predictions):
    m = predictions.shape[1]
    signs = 1 - 2 * ((np.arange(2**m)[:, None] >> np.arange(m)) & 1)
    order = np.random.default_rng(0)
    sums = [np.sort(signs @ row)[order.permutation(len(signs))] for row in predictions]
    return float(np.mean(np.max(sums, axis=0)) / m)
