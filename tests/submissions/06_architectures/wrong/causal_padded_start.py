# loses: test_causal_mask
# because: the first key is hidden from all but the first query

# %% causal_mask
import numpy as np


def causal_mask(n):
    mask = np.triu(np.full((n, n), -np.inf), k=1)
    mask[1:, 0] = -np.inf
    return mask
