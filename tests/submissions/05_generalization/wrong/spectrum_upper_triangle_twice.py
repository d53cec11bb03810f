# loses: test_spectrum_interval
# because: symmetrised without halving

# %% spectrum_interval
import numpy as np


def spectrum_interval(G, bound):
    values = np.linalg.eigvalsh(G + G.T)
    return values[0] - bound, values[-1] + bound
