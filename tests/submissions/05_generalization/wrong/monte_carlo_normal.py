# loses: test_rademacher_monte_carlo
# because: normal numbers in place of signs

# %% rademacher_monte_carlo
import numpy as np


def rademacher_monte_carlo(predictions, draws, rng):
    m = predictions.shape[1]
    signs = rng.normal(size=(draws, m))
    values = np.max(signs @ predictions.T, axis=1) / m
    return values.mean(), values.std() / np.sqrt(draws)
