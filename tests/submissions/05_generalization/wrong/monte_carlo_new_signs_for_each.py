# loses: test_rademacher_monte_carlo
# because: new signs for each function

# %% rademacher_monte_carlo
import numpy as np


def rademacher_monte_carlo(predictions, draws, rng):
    m = predictions.shape[1]
    signs = rng.choice([-1, 1], size=(draws, len(predictions), m))
    values = np.max(np.sum(signs * predictions, axis=2), axis=1) / m
    return values.mean(), values.std() / np.sqrt(draws)
