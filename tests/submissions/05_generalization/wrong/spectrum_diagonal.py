# loses: test_spectrum_interval
# because: the diagonal

# %% spectrum_interval
import numpy as np


def spectrum_interval(G, bound):
    return np.min(np.diag(G)) - bound, np.max(np.diag(G)) + bound
