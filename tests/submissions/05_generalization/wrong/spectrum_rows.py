# loses: test_spectrum_interval
# because: discs of Gershgorin

# %% spectrum_interval
import numpy as np


def spectrum_interval(G, bound):
    radii = np.sum(np.abs(G), axis=1) - np.abs(np.diag(G))
    return np.min(np.diag(G) - radii) - bound, np.max(np.diag(G) + radii) + bound
