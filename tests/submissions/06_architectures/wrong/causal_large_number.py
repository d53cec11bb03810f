# loses: test_causal_mask
# because: -1e9 for -inf

# %% causal_mask
import numpy as np


def causal_mask(n):
    return np.triu(np.full((n, n), -1e9), k=1)
