# loses: test_ntk_gram
# because: counts units that are inactive at both points too

# %% ntk_gram
import numpy as np


def ntk_gram(W, X):
    active = X @ W.T > 0
    return (X @ X.T) * np.mean(active[:, None, :] == active[None, :, :], axis=2)
