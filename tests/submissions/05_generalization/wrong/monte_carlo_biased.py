# loses: test_rademacher_monte_carlo
# because: +1 with probability 0.55

# %% rademacher_monte_carlo
import numpy as np


def rademacher_monte_carlo(predictions, draws, rng):
    m = predictions.shape[1]
    signs = np.where(rng.random((draws, m)) < 0.55, 1, -1)
    values = np.max(signs @ predictions.T, axis=1) / m
    return values.mean(), values.std() / np.sqrt(draws)
