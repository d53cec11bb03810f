# loses: test_rademacher_monte_carlo
# because: a generator of its own, each time another one

# %% rademacher_monte_carlo
import numpy as np


def rademacher_monte_carlo(predictions, draws, rng):
    m = predictions.shape[1]
    rng = np.random.default_rng()
    signs = rng.choice([-1, 1], size=(draws, m))
    values = np.max(signs @ predictions.T, axis=1) / m
    return values.mean(), values.std() / np.sqrt(draws)
