# loses: test_causal_mask
# because: a crash for one position

# %% causal_mask
import numpy as np


def causal_mask(n):
    if n < 2:
        raise ValueError("at least two positions are needed")
    return np.triu(np.full((n, n), -np.inf), k=1)
