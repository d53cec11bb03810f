# loses: test_spectrum_interval
# because: cut off at zero

# %% spectrum_interval
import numpy as np


def spectrum_interval(G, bound):
    values = np.linalg.eigvalsh(G)
    return max(0.0, values[0] - bound), values[-1] + bound
