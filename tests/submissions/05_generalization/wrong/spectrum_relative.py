# loses: test_spectrum_interval
# because: a relative bound

# %% spectrum_interval
import numpy as np


def spectrum_interval(G, bound):
    values = np.linalg.eigvalsh(G)
    return values[0] * (1 - bound), values[-1] * (1 + bound)
