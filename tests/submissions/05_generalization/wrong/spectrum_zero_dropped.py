# loses: test_spectrum_interval
# because: eigenvalues below 1e-12 left out

# %% spectrum_interval
import numpy as np


def spectrum_interval(G, bound):
    values = np.linalg.eigvalsh(G)
    values = values[values > 1e-12]
    return values[0] - bound, values[-1] + bound
