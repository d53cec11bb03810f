# loses: test_causal_mask
# because: the own position is hidden

# %% causal_mask
import numpy as np


def causal_mask(n):
    return np.triu(np.full((n, n), -np.inf))
