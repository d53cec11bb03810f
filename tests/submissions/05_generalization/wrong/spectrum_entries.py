# loses: test_spectrum_interval
# because: the smallest and the largest entry

# %% spectrum_interval
import numpy as np


def spectrum_interval(G, bound):
    return np.min(G) - bound, np.max(G) + bound
