# loses: test_causal_mask
# because: 0 times -inf

# %% causal_mask
import numpy as np


def causal_mask(n):
    return -np.inf * np.triu(np.ones((n, n)), k=1)
