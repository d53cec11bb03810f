# loses: test_spectrum_interval
# because: the length of the interval

# %% spectrum_interval
import numpy as np


def spectrum_interval(G, bound):
    values = np.linalg.eigvalsh(G)
    return values[-1] - values[0] + 2 * bound
