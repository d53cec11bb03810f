# loses: test_causal_mask
# because: 1 for what is shown

# %% causal_mask
import numpy as np


def causal_mask(n):
    return np.where(np.tri(n) > 0, 1.0, -np.inf)
