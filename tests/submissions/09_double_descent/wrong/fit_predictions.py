# loses: test_minimum_norm_fit
# because: returns the fitted labels in place of the weights

# %% minimum_norm_fit
import numpy as np


def minimum_norm_fit(Phi, y):
    return Phi @ (np.linalg.pinv(Phi, rcond=1e-12) @ y)
