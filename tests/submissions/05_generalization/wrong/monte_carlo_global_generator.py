# loses: test_rademacher_monte_carlo
# because: the generator of NumPy's module

# %% rademacher_monte_carlo
import numpy as np


def rademacher_monte_carlo(predictions, draws, rng):
    m = predictions.shape[1]
    signs = np.random.choice([-1, 1], size=(draws, m))  # noqa: NPY002
    values = np.max(signs @ predictions.T, axis=1) / m
    return values.mean(), values.std() / np.sqrt(draws)
