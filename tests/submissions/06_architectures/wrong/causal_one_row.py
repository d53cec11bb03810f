# loses: test_causal_mask
# because: one row for all queries

# %% causal_mask
import numpy as np


def causal_mask(n):
    return np.where(np.arange(n) > 0, -np.inf, 0.0)
