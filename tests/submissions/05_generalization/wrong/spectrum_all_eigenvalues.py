# loses: test_spectrum_interval
# because: all eigenvalues, moved

# %% spectrum_interval
import numpy as np


def spectrum_interval(G, bound):
    values = np.linalg.eigvalsh(G)
    return values - bound, values + bound
