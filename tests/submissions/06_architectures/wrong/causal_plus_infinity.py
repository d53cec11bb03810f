# loses: test_causal_mask
# because: +inf for -inf

# %% causal_mask
import numpy as np


def causal_mask(n):
    return np.triu(np.full((n, n), np.inf), k=1)
