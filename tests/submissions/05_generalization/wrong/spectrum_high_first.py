# loses: test_spectrum_interval
# because: the high end first

# %% spectrum_interval
import numpy as np


def spectrum_interval(G, bound):
    values = np.linalg.eigvalsh(G)
    return values[-1] + bound, values[0] - bound
