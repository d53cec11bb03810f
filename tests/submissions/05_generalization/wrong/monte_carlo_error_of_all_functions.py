# loses: test_rademacher_monte_carlo
# because: the spread over functions as well

# %% rademacher_monte_carlo
import numpy as np


def rademacher_monte_carlo(predictions, draws, rng):
    m = predictions.shape[1]
    signs = rng.choice([-1, 1], size=(draws, m))
    sums = signs @ predictions.T / m
    return sums.max(axis=1).mean(), sums.std() / np.sqrt(draws)
