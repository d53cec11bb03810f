# loses: test_ridge_fit
# because: shrinks the minimum-norm fit by one factor in all directions

# %% ridge_fit
import numpy as np


def ridge_fit(Phi, y, penalty):
    return np.linalg.lstsq(Phi, y, rcond=1e-12)[0] / (1 + penalty)
