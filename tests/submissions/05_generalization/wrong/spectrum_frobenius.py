# loses: test_spectrum_interval
# because: the Frobenius norm for the largest eigenvalue

# %% spectrum_interval
import numpy as np


def spectrum_interval(G, bound):
    return np.linalg.eigvalsh(G)[0] - bound, np.linalg.norm(G) + bound
