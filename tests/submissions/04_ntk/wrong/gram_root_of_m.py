# loses: test_ntk_gram
# because: divides by the root of m once

# %% ntk_gram
import numpy as np


def ntk_gram(W, X):
    active = (X @ W.T > 0).astype(float)
    return (X @ X.T) * (active @ active.T) / np.sqrt(len(W))
