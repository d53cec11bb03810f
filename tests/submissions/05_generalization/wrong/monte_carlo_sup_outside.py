# loses: test_rademacher_monte_carlo
# because: the supremum outside of the expectation

# %% rademacher_monte_carlo
import numpy as np


def rademacher_monte_carlo(predictions, draws, rng):
    m = predictions.shape[1]
    signs = rng.choice([-1, 1], size=(draws, m))
    sums = signs @ predictions.T / m
    best = np.argmax(sums.mean(axis=0))
    return sums[:, best].mean(), sums[:, best].std() / np.sqrt(draws)
