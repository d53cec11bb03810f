# loses: test_spectrum_interval
# because: the first and the last of unordered eigenvalues

# %% spectrum_interval
import numpy as np


def spectrum_interval(G, bound):
    values = np.real(np.linalg.eigvals(G))
    return values[0] - bound, values[-1] + bound
