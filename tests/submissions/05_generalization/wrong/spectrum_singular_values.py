# loses: test_spectrum_interval
# because: singular values

# %% spectrum_interval
import numpy as np


def spectrum_interval(G, bound):
    values = np.linalg.svd(G, compute_uv=False)
    return values[-1] - bound, values[0] + bound
