# loses: test_rademacher_finite
# because: a sample of the signs

# %% rademacher_finite
import numpy as np


def rademacher_finite(predictions):
    rng = np.random.default_rng(0)
    m = predictions.shape[1]
    signs = rng.choice([-1, 1], size=(20000, m))
    return float(np.mean(np.max(signs @ predictions.T, axis=1)) / m)
