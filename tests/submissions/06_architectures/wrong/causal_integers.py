# loses: test_causal_mask
# because: integers

# %% causal_mask
import numpy as np


def causal_mask(n):
    return np.triu(np.full((n, n), -(10**9)), k=1)
