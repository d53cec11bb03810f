# loses: test_maurey_mean_squared_error
# because: returns the upper bound E|V|^2 / k of the lemma

# %% maurey_mean_squared_error
import numpy as np


def maurey_mean_squared_error(V, k):
    return np.mean(np.sum(V**2, axis=1)) / k
