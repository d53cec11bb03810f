# loses: test_spectrum_interval
# because: half of the bound on each side

# %% spectrum_interval
import numpy as np


def spectrum_interval(G, bound):
    values = np.linalg.eigvalsh(G)
    return values[0] - bound / 2, values[-1] + bound / 2
