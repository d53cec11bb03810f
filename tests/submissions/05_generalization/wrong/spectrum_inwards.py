# loses: test_spectrum_interval
# because: the bound taken inwards

# %% spectrum_interval
import numpy as np


def spectrum_interval(G, bound):
    values = np.linalg.eigvalsh(G)
    return values[0] + bound, values[-1] - bound
