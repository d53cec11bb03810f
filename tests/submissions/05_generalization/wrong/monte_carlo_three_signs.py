# loses: test_rademacher_monte_carlo
# because: signs -1, 0 and 1

# %% rademacher_monte_carlo
import numpy as np


def rademacher_monte_carlo(predictions, draws, rng):
    m = predictions.shape[1]
    signs = rng.integers(-1, 2, size=(draws, m))
    values = np.max(signs @ predictions.T, axis=1) / m
    return values.mean(), values.std() / np.sqrt(draws)
