# loses: test_minimum_norm_fit
# because: a cut-off at 1e-5 drops singular values that count

# %% minimum_norm_fit
import numpy as np


def minimum_norm_fit(Phi, y):
    return np.linalg.pinv(Phi, rcond=1e-5) @ y
