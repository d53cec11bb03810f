# loses: test_spectrum_interval
# because: eigenvalues of a general matrix

# %% spectrum_interval
import numpy as np


def spectrum_interval(G, bound):
    values = np.sort(np.linalg.eigvals(G))
    return values[0] - bound, values[-1] + bound
