# loses: test_causal_mask
# because: one position too many

# %% causal_mask
import numpy as np


def causal_mask(n):
    return np.triu(np.full((n + 1, n + 1), -np.inf), k=1)
