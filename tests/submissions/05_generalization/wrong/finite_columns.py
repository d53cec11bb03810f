# loses: test_rademacher_finite
# because: functions and points exchanged

# %% rademacher_finite
import numpy as np


def rademacher_finite(predictions):
    predictions = predictions.T
    m = predictions.shape[1]
    signs = 2 * np.random.default_rng(0).integers(0, 2, size=(5000, m)) - 1
    return float(np.mean(np.max(signs @ predictions.T, axis=1)) / m)
