# loses: test_causal_mask
# because: hidden and shown exchanged

# %% causal_mask
import numpy as np


def causal_mask(n):
    return np.where(np.tri(n) > 0, -np.inf, 0.0)
