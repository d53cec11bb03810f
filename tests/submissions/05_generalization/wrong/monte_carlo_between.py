# loses: test_rademacher_monte_carlo
# because: numbers between -1 and 1 in place of signs

# %% rademacher_monte_carlo
import numpy as np


def rademacher_monte_carlo(predictions, draws, rng):
    signs = rng.uniform(-1.0, 1.0, size=(draws, predictions.shape[1]))
    values = np.max(signs @ predictions.T, axis=1) / predictions.shape[1]
    return values.mean(), values.std() / np.sqrt(draws)
